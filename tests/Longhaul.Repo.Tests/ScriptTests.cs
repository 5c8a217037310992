using System.Text.RegularExpressions;

namespace Longhaul.Repo.Tests;

/// <summary>What the README tells a stranger to type is there.</summary>
public sealed partial class ScriptTests
{
    [Theory]
    [InlineData("run.sh")]
    [InlineData("test.sh")]
    [InlineData("demo.sh")]
    [InlineData("longhaul")]
    [InlineData(".ci/run")]
    [InlineData("deploy/smoke.sh")]
    public void A_script_is_there_and_may_be_run(string script)
    {
        var path = Path.Combine(Repository.Root, script);
        File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        File.ReadLines(path).First().ShouldBe("#!/usr/bin/env bash");
    }

    [Fact]
    public void Ci_runs_the_same_tests_as_people_do() =>
        File.ReadAllText(Path.Combine(Repository.Root, ".ci/run")).ShouldContain("./test.sh");

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/longhaul-yaml.md")]
    [InlineData("docs/deployment.md")]
    [InlineData("docs/troubleshooting.md")]
    public void A_link_to_a_file_leads_somewhere(string document)
    {
        var path = Path.Combine(Repository.Root, document);
        var missing = Link().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target)));
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Every_decision_record_says_what_was_decided_and_why()
    {
        var records = Directory.GetFiles(Path.Combine(Repository.Root, "docs/decisions"), "*.md");
        records.ShouldNotBeEmpty();
        foreach (var record in records)
        {
            var text = File.ReadAllText(record);
            text.ShouldContain("## Decision", customMessage: record);
            text.ShouldContain("## Why", customMessage: record);
        }
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
