namespace Longhaul.Cli.Tests;

public sealed class JobLinesTests
{
    [Theory]
    [InlineData("{", "line 2: is no JSON object of the form {\"kind\": \"name\", \"input\": {…}}")]
    [InlineData("[]", "line 2: is no JSON object of the form {\"kind\": \"name\", \"input\": {…}}")]
    [InlineData("null", "line 2: is no JSON object")]
    [InlineData("{}", "line 2: kind is missing")]
    [InlineData("{\"kind\":\"ok\",\"inptu\":{}}", "line 2: unknown key \"inptu\"; known are kind, input, queue, priority, tenant, key, unique, at, in")]
    [InlineData("{\"kind\":\"ok\",\"input\":[1]}", "line 2: input is no JSON object")]
    [InlineData("{\"kind\":\"ok\",\"priority\":\"high\"}", "line 2: priority has a value of the wrong type")]
    [InlineData("{\"kind\":\"ok\",\"kind\":\"other\"}", "line 2: a key stands there twice; give each once")]
    [InlineData("{\"kind\":7}", "line 2: kind has a value of the wrong type")]
    [InlineData("{\"kind\":\"ok\",\"at\":\"soon\"}", "line 2: at: \"soon\" is no instant; write it such as 2026-11-22T09:00Z or \"2026-11-22 09:00\" (local time)")]
    [InlineData("{\"kind\":\"ok\",\"in\":\"5\"}", "line 2: in: \"5\" is no span of time; write it such as 500ms, 90s, 5m, 2h, 1h30m or 7d")]
    [InlineData("{\"kind\":\"ok\",\"at\":\"2999-01-01T00:00Z\",\"in\":\"5m\"}", "line 2: at and in are both given; give one of them")]
    [InlineData("{\"kind\":\"ok\",\"priority\":12}", "line 2: priority 12 is not between 0 and 9 (9 goes first)")]
    public async Task A_bad_line_refuses_everything_and_is_named(string line, string message)
    {
        using var folder = Projects.Make();
        var run = await CliRun.InAsync(folder.Path, [], $"{{\"kind\":\"ok\"}}\n{line}\n{{\"kind\":\"ok\"}}\n", "enqueue", "--jsonl", "-");
        run.Code.ShouldBe(ExitCode.Usage);
        run.ErrorLine.ShouldBe($"longhaul: {message}");
        run.Out.ShouldBeEmpty();
        (await CliRun.InAsync(folder.Path, "jobs", "list", "--json")).Out.ShouldBe("[]\n");
    }

    [Theory]
    [InlineData("{\"kind\":\"nope\"}")]
    [InlineData("{\"kind\":\"two\"}")]
    [InlineData("{\"kind\":\"ok\",\"queue\":\"nope\"}")]
    public async Task What_the_project_refuses_is_named_by_its_line_too_also_far_down(string line)
    {
        using var folder = Projects.Make();
        var many = string.Concat(Enumerable.Repeat("{\"kind\":\"ok\"}\n", 1_200));
        var run = await CliRun.InAsync(folder.Path, [], many + "\n" + line + "\n", "enqueue", "--jsonl", "-");
        run.Code.ShouldBe(ExitCode.Usage);
        run.ErrorLine.ShouldStartWith("longhaul: line 1202: ");
        (await CliRun.InAsync(folder.Path, "jobs", "list", "--json")).Out.ShouldBe("[]\n");
    }

    [Fact]
    public async Task A_file_of_lines_gives_an_id_for_each_in_order()
    {
        using var folder = Projects.Make();
        folder.File("jobs.jsonl", "{\"kind\":\"ok\",\"input\":{\"text\":\"a\"},\"key\":\"k\"}\r\n\n{\"kind\":\"two\",\"input\":{\"version\":\"1\"}}\n{\"kind\":\"ok\",\"key\":\"k\"}");
        (await CliRun.InAsync(folder.Path, "enqueue", "--jsonl", "jobs.jsonl")).Lines.ShouldBe(["1", "2", "1"]);
    }
}
