using System.Text.Json;

namespace Longhaul.Cli.Tests;

/// <summary><c>longhaul enqueue --jsonl … --then</c>.</summary>
public sealed class BatchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = Projects.Make();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lines_with_a_last_job_are_one_batch_whose_id_is_printed()
    {
        _folder.File("lines", "{\"kind\":\"ok\",\"input\":{\"text\":\"a\"}}\n\n{\"kind\":\"long\"}\n");

        var run = await RunAsync("enqueue", "--jsonl", "lines", "--then", "ok", "--then-input", "text=done", "--then-key", "k");

        (run.Code, run.Out).ShouldBe((0, "1\n"));
        var tree = JsonElement.Parse((await RunAsync("jobs", "show", "1", "--json")).Out).GetProperty("tree").EnumerateArray().ToList();
        tree.Select(job => job.GetProperty("kind").GetString()).ShouldBe(["batch", "batch.jobs", "ok", "long", "ok"]);
        tree[4].GetProperty("input").GetRawText().ShouldBe("""{"text":"done"}""");
        (await RunAsync("enqueue", "--jsonl", "lines", "--then", "ok", "--then-key", "k")).Out.ShouldBe("1\n");
    }

    [Fact]
    public async Task Handing_in_is_an_entry_of_the_audit_log_for_each_call_that_adds_something()
    {
        _folder.File("lines", "{\"kind\":\"ok\",\"input\":{\"text\":\"a\"}}\n{\"kind\":\"long\"}\n");
        await RunAsync("enqueue", "ok", "--input", "text=a", "--key", "once");
        await RunAsync("enqueue", "ok", "--input", "text=a", "--key", "once");
        await RunAsync("enqueue", "--jsonl", "lines");
        await RunAsync("enqueue", "--jsonl", "lines", "--then", "ok", "--then-input", "text=done");

        JsonElement.Parse((await RunAsync("audit", "--json")).Out).EnumerateArray()
            .Select(entry => string.Join(" | ", new[] { "actor", "action", "subject", "detail" }.Select(name => entry.GetProperty(name).GetString())))
            .ShouldBe(["ann | JOB_ENQUEUED | job 4 | batch, then ok", "ann | JOB_ENQUEUED | jobs 2-3 | from lines; 2 jobs", "ann | JOB_ENQUEUED | job 1 | ok"]);
    }

    [Theory]
    [InlineData("line 3: there is no job or pipeline `lon`; did you mean `long`?", "lon", "enqueue", "--jsonl", "lines", "--then", "ok")]
    [InlineData("there is no job or pipeline `okk`; did you mean `ok`?", "long", "enqueue", "--jsonl", "lines", "--then", "okk")]
    [InlineData("--then: is for the lines of --jsonl", "long", "enqueue", "ok", "--then", "ok")]
    [InlineData("--then-input and --then-key: say --then NAME, whose they are", "long", "enqueue", "--jsonl", "lines", "--then-key", "k")]
    public async Task What_cannot_be_is_said_and_nothing_is_taken(string message, string kind, params string[] arguments)
    {
        _folder.File("lines", $"{{\"kind\":\"ok\"}}\n\n{{\"kind\":\"{kind}\"}}\n");

        var run = await RunAsync(arguments);

        (run.Code, run.ErrorLine.Split("; see: longhaul enqueue")[0]).ShouldBe((2, "longhaul: " + message));
        (await RunAsync("jobs", "list", "--json")).Out.Trim().ShouldBe("[]");
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.InAsync(_folder.Path, arguments);
}
