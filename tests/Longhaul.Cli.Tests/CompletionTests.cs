namespace Longhaul.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("longhaul jo", "jobs")]
    [InlineData("longhaul jobs li", "list")]
    [InlineData("longhaul jobs list --sta", "--state")]
    [InlineData("longhaul jobs list --state compl", "completed")]
    [InlineData("longhaul run tw", "two")]
    [InlineData("longhaul enqueue lo", "long")]
    public async Task Commands_options_and_the_projects_names_are_completed(string line, string expected)
    {
        using var folder = Projects.Make();
        (await CliRun.InAsync(folder.Path, $"[suggest:{line.Length}]", line)).Lines.ShouldBe([expected]);
    }

    [Fact]
    public async Task Steps_are_not_offered_since_they_cannot_be_run_alone()
    {
        using var folder = Projects.Make();
        (await CliRun.InAsync(folder.Path, "[suggest:13]", "longhaul run ")).Lines.Where(line => !line.StartsWith('-'))
            .ShouldBe(["bad", "broken", "long", "ok", "stubborn", "two"]);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_shell_gets_its_script(string shell) =>
        (await CliRun.InAsync("/", "completion", shell)).Out.ShouldContain("[suggest:");
}
