using System.Text;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Values that want to be more than values, and paths that want to be elsewhere.</summary>
public sealed class HostileInputTests
{
    private const string Yaml = """
        jobs:
          argv: { command: [bash, argv.sh, "{{ input.value }}", "--name={{ input.value }}", last] }
          shell: { shell: 'printf %s "$INPUT_VALUE" | base64 -w0; echo', env: {} }
          names: { command: [bash, names.sh, "{{ input.path }}"] }
          link: { command: [bash, -c, 'ln -s "$1" "$LONGHAUL_OUTPUT/harmless.txt"', link, "{{ input.path }}"] }
          folder: { command: [bash, -c, 'ln -s "$1" "$LONGHAUL_OUTPUT/sub"; echo "::artifact sub/file.txt"', folder, "{{ input.path }}"] }
          hard: { command: [bash, -c, 'ln "$1" "$LONGHAUL_OUTPUT/harmless.txt"', hard, "{{ input.path }}"] }
        """;

    // Says how many arguments there are, and each one's bytes.
    private const string Argv = """
        echo $#
        for one; do printf %s "$one" | base64 -w0; echo; done
        """;

    // Quotes end where the shell sees them: the name reaches Longhaul as it was given.
    private const string NamesScript = """
        echo inside > "$LONGHAUL_OUTPUT/inside.txt"
        printf '::artifact %s\n' "$1"
        """;

    private static readonly string[] Values =
    [
        "--exec=touch pwned", "; touch pwned", "$(touch pwned)", "`touch pwned`", "| touch pwned", "&& touch pwned", "-rf", "--", "'", "\"", "\\",
        "two\nlines", "\n", "tab\tand\rreturn", "{{ input.value }}", "{{ run.id }}", "${HOME}", "%s%n", "", " ", "ünïcode 🎬 \u202e", "*", "~",
    ];

    [Fact]
    public async Task A_value_stays_one_argument_whatever_is_in_it()
    {
        await using var project = new Project(Yaml);
        project.Write("argv.sh", Argv);
        await project.WorkAsync();
        var ids = await project.EnqueueManyAsync(Values.Select(value => Line("argv", "value", value)));
        foreach (var (id, value) in ids.Zip(Values))
        {
            await project.ReachesAsync(id, JobState.Completed);
            (await OutputAsync(project, id)).ShouldBe(["3", Base64(value), Base64("--name=" + value), Base64("last")], $"value: {value}");
        }

        File.Exists(project.At("pwned")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_value_is_no_code_in_a_shell_line_either()
    {
        await using var project = new Project(Yaml);
        await project.WorkAsync();
        var ids = await project.EnqueueManyAsync(Values.Select(value => Line("shell", "value", value)));
        foreach (var (id, value) in ids.Zip(Values))
        {
            await project.ReachesAsync(id, JobState.Completed);
            (await OutputAsync(project, id)).ShouldBe([Base64(value)], $"value: {value}");
        }

        File.Exists(project.At("pwned")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_value_given_on_the_command_line_is_not_read_as_an_option()
    {
        await using var project = new Project(Yaml);
        project.Write("argv.sh", Argv);
        await project.WorkAsync();
        foreach (var value in (string[])["--exec=x", "-C", "; touch pwned", "a=b=c", "two\nlines"])
        {
            var id = await project.EnqueueAsync("argv", "--input", $"value={value}");
            await project.ReachesAsync(id, JobState.Completed);
            (await OutputAsync(project, id))[1].ShouldBe(Base64(value), value);
        }
    }

    [Fact]
    public async Task A_nul_in_an_input_is_refused_and_nothing_is_started()
    {
        await using var project = new Project(Yaml);
        project.Write("argv.sh", "echo ran >> ledger");
        var result = await project.RunAsync("""{"kind":"argv","input":{"value":"a\u0000b"}}""", ["enqueue", "--jsonl", "-"]);
        if (result.ExitCode == 0)
        {
            await project.WorkAsync();
            var job = await project.ReachesAsync(1, JobState.Failed);
            job.Error!.Message.ShouldContain("NUL");
        }
        else
        {
            result.ShouldEndWith(2).Error.ShouldContain("NUL");
        }

        project.Ledger().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("../../../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/../../x")]
    [InlineData("..")]
    [InlineData("a\\..\\b")]
    public async Task An_artifact_is_not_published_under_a_path_outside_its_folder(string path)
    {
        await using var project = new Project(Yaml);
        project.Write("names.sh", NamesScript);
        await RefusedAsync(project, "names", path);
    }

    [Theory]
    [InlineData("link", "/etc/passwd")]
    [InlineData("link", "../../../longhaul.yaml")]
    [InlineData("folder", "/etc")]
    [InlineData("hard", "longhaul.yaml")]
    public async Task A_link_is_not_published(string kind, string target)
    {
        await using var project = new Project(Yaml);
        await RefusedAsync(project, kind, target);
    }

    private static async Task RefusedAsync(Project project, string kind, string path)
    {
        var before = Outside(project);
        await project.WorkAsync();
        var ids = await project.EnqueueManyAsync([Line(kind, "path", path)]);
        var job = await project.ReachesAsync(ids[0], JobState.Failed);
        job.Artifacts.ShouldBeNull();
        job.Error!.Message.ShouldNotBeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine(job.Error.Message);

        // Neither published nor moved: what lies outside is as it was.
        var published = project.At("data/artifacts");
        (Directory.Exists(published) ? Directory.GetFiles(published, "*", SearchOption.AllDirectories) : []).ShouldBeEmpty();
        Outside(project).ShouldBe(before);
        File.Exists("/etc/passwd").ShouldBeTrue();
    }

    private static string[] Outside(Project project) =>
        [.. Directory.GetFiles(project.Folder).Order(), .. Directory.GetFiles(Path.GetDirectoryName(project.Folder)!, "x")];

    private static string Line(string kind, string name, string value) =>
        JsonSerializer.Serialize(new { kind, input = new Dictionary<string, string> { [name] = value } });

    private static async Task<string[]> OutputAsync(Project project, long id)
    {
        var pieces = await project.Store.Logs.ReadAsync(id, default, 100, TestContext.Current.CancellationToken);
        return string.Concat(pieces.Select(piece => piece.Text)).TrimEnd('\n').Split('\n');
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
