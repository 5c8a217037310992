using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Longhaul.Cli.Commands;
using YamlDotNet.RepresentationModel;

namespace Longhaul.Cli.Tests;

/// <summary>The files by which this checkout is shipped: what they name is there, and they agree with each other.</summary>
public sealed partial class DeployFileTests
{
    // Set by platforms and by other images, or read by .NET.
    private static readonly HashSet<string> Foreign =
    [
        "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "LONGHAUL_PROJECT", "WORKER_MEMORY", "DOTNET_EnableDiagnostics", "HOME", "PATH", "ADMIN_URL",
        "BUILDPLATFORM", "TARGETARCH",
    ];

    private static readonly string[] Files =
    [
        "Dockerfile", "compose.yaml", "railway.json", "render.yaml", "fly.toml", "deploy/kubernetes/longhaul.yaml", "deploy/kubernetes/keda.yaml",
        "deploy/systemd/longhaul-worker@.service",
    ];

    public static TheoryData<string> All { get; } = [.. Files];

    public static TheoryData<string> Yaml { get; } =
    [
        .. Files.Where(file => file.EndsWith(".yaml", StringComparison.Ordinal)),
        ".github/dependabot.yml", ".github/workflows/ci.yml", ".github/workflows/codeql.yml", ".github/workflows/package.yml", ".github/workflows/soak.yml",
    ];

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_them()
    {
        var run = await CliRun.InAsync(Path.Join(Checkout.Root, "examples", "video-channel"), "doctor", "--json");
        var platform = JsonElement.Parse(run.Out).EnumerateArray().Where(one => one.GetProperty("check").GetString() == "platform").ToList();
        platform.ShouldAllBe(one => one.GetProperty("level").GetString() == "ok", run.Out);
        platform.Count.ShouldBe(4, "railway.json, render.yaml, fly.toml and compose.yaml");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_variable_that_one_sets_is_a_setting(string file)
    {
        var known = SettingTable.All.SelectMany(setting => setting.Variables).Concat(Foreign).ToHashSet();
        Assigned().Matches(Text(file)).Select(match => match.Groups["name"].Value).Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    [InlineData("docs/deployment.md")]
    [InlineData("deploy/postgresql/roles.sql")]
    public void Every_command_that_one_names_is_there(string file)
    {
        var commands = CommandLine.Create(Shell()).Subcommands.Select(command => command.Name).ToHashSet();
        Called().Matches(Text(file)).Select(match => match.Groups["name"].Value).Where(name => !commands.Contains(name)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Yaml))]
    public void It_is_yaml(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Text(file)));
        stream.Documents.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("deploy/kubernetes/longhaul.yaml", @"terminationGracePeriodSeconds: (?<s>\d+)", @"SHUTDOWN_TIMEOUT_MS, value: ""(?<ms>\d+)""")]
    [InlineData("deploy/systemd/longhaul-worker@.service", @"TimeoutStopSec=(?<s>\d+)", @"SHUTDOWN_TIMEOUT_MS=(?<ms>\d+)")]
    public void A_platform_waits_longer_than_a_worker_takes_to_stop(string file, string waits, string takes)
    {
        var seconds = Number(Regex.Match(Text(file), waits, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["s"].Value);
        var needs = Number(Regex.Match(Text(file), takes, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["ms"].Value);
        (seconds * 1000).ShouldBeGreaterThan(needs + 2_000);
    }

    [Fact]
    public void The_image_is_built_from_every_project_that_the_command_line_consists_of()
    {
        var docker = Text("Dockerfile");
        foreach (var project in Projects("src/Longhaul.Cli").Distinct())
        {
            docker.ShouldContain($"COPY {project}/*.csproj {project}/", customMessage: "the Dockerfile");
        }
    }

    [Fact]
    public void What_the_image_is_made_of_is_not_ignored()
    {
        var kept = File.ReadLines(Path.Join(Checkout.Root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();
        var named = Copied().Matches(Text("Dockerfile")).SelectMany(match => match.Groups["from"].Value.Split(' '))
            .Where(name => !name.StartsWith('-') && !name.StartsWith('$') && !name.StartsWith('/')).Select(name => name.Split('/')[0]).Distinct();
        named.ShouldAllBe(name => kept.Contains(name));
    }

    [Fact]
    public void The_start_command_is_stated_once()
    {
        Text("Dockerfile").ShouldContain("ENTRYPOINT [\"longhaul\"]\nCMD [\"work\"]");
        foreach (var file in Files.Where(file => file is not ("Dockerfile" or "deploy/systemd/longhaul-worker@.service")))
        {
            Started().IsMatch(Text(file)).ShouldBeFalse($"{file} repeats the image's start command");
        }
    }

    [Fact]
    public void The_example_of_env_names_every_variable_that_compose_reads()
    {
        var example = Text(".env.example");
        var read = Read().Matches(Text("compose.yaml")).Select(match => match.Groups["name"].Value).Distinct().ToList();
        read.ShouldContain("POSTGRES_PASSWORD");
        read.ShouldAllBe(name => example.Contains(name));
        Text("compose.yaml").ShouldContain("env_file: [{ path: .env, required: false }]");
    }

    [Fact]
    public void Nothing_is_shipped_before_every_test_has_passed_and_versions_come_from_tags_alone()
    {
        var package = Text(".github/workflows/package.yml");
        package.ShouldContain("test:\n    uses: ./.github/workflows/ci.yml");
        package.ShouldContain("soak:\n    uses: ./.github/workflows/soak.yml");
        foreach (var job in (string[])["image", "program"])
        {
            package.ShouldContain($"\n  {job}:\n    needs: [test, soak, name]\n");
        }

        Text(".github/workflows/ci.yml").ShouldContain("\n  workflow_call:\n");
        Text(".github/workflows/soak.yml").ShouldContain("./test.sh --soak");
        package.ShouldContain("if: startsWith(github.ref, 'refs/tags/v')");
    }

    private static string Text(string file) => File.ReadAllText(Path.Join(Checkout.Root, file));

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Projects(string folder)
    {
        var file = Directory.GetFiles(Path.Join(Checkout.Root, folder), "*.csproj").Single();
        return XDocument.Load(file).Descendants("ProjectReference").Select(one => "src/" + Path.GetFileName(Path.GetDirectoryName(one.Attribute("Include")!.Value)))
            .SelectMany(Projects).Prepend(folder);
    }

    private static CommandShell Shell() => new() { Terminal = new Terminal(TextWriter.Null, TextWriter.Null), Environment = new Dictionary<string, string>(), CurrentFolder = "/" };

    // NAME=value, NAME: value in a block or a flow, or a list's { name: NAME, … } and { key: NAME, … }.
    [GeneratedRegex(@"(?:^\s*|[\s{,]|(?:name|key): )(?<name>[A-Z][A-Za-z]*_[A-Z_]+|DATABASE_URL|FERNET_KEY)(?=\s*[=:,}])(?!:-|:\?)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"(?:`longhaul |longhaul/longhaul |run --rm worker |(?:args|command): \[|CMD \[""(?:longhaul"", "")?)(?<name>[a-z]+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Called();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Read();

    [GeneratedRegex(@"^COPY (?<from>.+) \S+$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1_000)]
    private static partial Regex Copied();

    [GeneratedRegex(@"(args|command|startCommand|dockerCommand).{1,6}(longhaul )?work\b", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Started();
}
