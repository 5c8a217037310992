using System.Text.Json;

namespace Longhaul.Cli.Tests;

/// <summary><c>longhaul jobs edit</c>.</summary>
public sealed class EditCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = Projects.Make();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_input_is_shown_beside_the_old_and_kept_with_who_and_why()
    {
        await RunAsync("enqueue", "ok", "--in", "1h", "--input", "text=old", "--input", "n=1");

        var run = await RunAsync("jobs", "edit", "1", "--input", "text=new\nline", "--input", "more=[1,2]", "--note", "too long");

        (run.Code, run.Out).ShouldBe((0, "  - text: \"old\"\n  + text: \"new\\nline\"\n  + more: [1,2]\njob 1 changed; to be run: ok\n"));
        var job = JsonElement.Parse((await RunAsync("jobs", "show", "1", "--json")).Out).GetProperty("job");
        job.GetProperty("input").GetRawText().ShouldBe("""{"text":"new\nline","n":1,"more":[1,2]}""");
        var edit = job.GetProperty("edits")[0];
        edit.EnumerateObject().Select(field => field.Name).ShouldBe(["part", "by", "at", "attempt", "note", "encrypted", "before", "after"]);
        (edit.GetProperty("part").GetString(), edit.GetProperty("by").GetString(), edit.GetProperty("note").GetString()).ShouldBe(("input", "ann", "too long"));
        edit.GetProperty("before").GetRawText().ShouldBe("""{"text":"old","n":1}""");
        var sheet = (await RunAsync("jobs", "show", "1")).Lines;
        sheet.Count(line => line.StartsWith("  input changed by ann at ", StringComparison.Ordinal) && line.EndsWith(", after attempt 0: too long", StringComparison.Ordinal)).ShouldBe(1);
        sheet.ShouldContain("    - text: \"old\"");
        (await RunAsync("jobs", "edit", "1", "--input", "n=1")).Out.ShouldBe("job 1 has it so already\n");
    }

    [Fact]
    public async Task A_runs_input_is_checked_as_that_of_a_new_run()
    {
        await RunAsync("enqueue", "two", "--input", "version=1.0");

        (await RunAsync("jobs", "edit", "1", "--input", "version=1.10")).Out.ShouldStartWith("  - version: \"1.0\"\n  + version: \"1.10\"\n");
        var unknown = await RunAsync("jobs", "edit", "1", "--input", "versoin=2");
        (unknown.Code, unknown.ErrorLine).ShouldBe((2, "longhaul: input `versoin` is not an input of pipeline `two`; did you mean `version`?"));
    }

    [Theory]
    [InlineData(2, "nothing to change; say --input NAME=VALUE, --output NAME=VALUE or --from-file FILE", "1")]
    [InlineData(2, "--input and --output: change one of them at a time", "1", "--input", "a=1", "--output", "b=2")]
    [InlineData(2, "--output: \"b\" has no name and value; write it name=value", "1", "--output", "b")]
    [InlineData(2, "--from-file: say which it is for, --of input or --of output", "1", "--from-file", "x")]
    [InlineData(1, "job 1 is scheduled and has put nothing out yet", "1", "--output", "a=1")]
    [InlineData(1, "there is no job 9; see: longhaul jobs list", "9", "--input", "a=1")]
    public async Task What_cannot_be_done_is_said_and_nothing_changes(int code, string message, params string[] arguments)
    {
        await RunAsync("enqueue", "ok", "--in", "1h");

        var run = await RunAsync(["jobs", "edit", .. arguments]);

        (run.Code, run.ErrorLine.Split("; see: longhaul jobs edit")[0]).ShouldBe((code, "longhaul: " + message));
        JsonElement.Parse((await RunAsync("jobs", "show", "1", "--json")).Out).GetProperty("job").GetProperty("edits").GetArrayLength().ShouldBe(0);
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.InAsync(_folder.Path, arguments);
}
