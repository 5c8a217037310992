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
