using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>docs/monitoring.md against what workers tell.</summary>
public sealed class MonitoringTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = "jobs:\n  hello: { command: [echo, hello] }\n";

    [Theory]
    [InlineData("SQLite", """longhaul_store_file_bytes{subject="store"} """)]
    [InlineData("PostgreSQL", """longhaul_store_table_bytes{subject="jobs"} """)]
    public async Task What_a_worker_tells_is_documented_and_what_is_documented_of_its_store_is_told(string store, string sample)
    {
        await using var project = new Project(Yaml, store == "SQLite" ? null : fixture.Server.Url);
        var worker = await project.WorkAsync();
        var id = await project.EnqueueAsync("hello");
        await worker.SeeJobAsync("JOB_ENDED", id);
        string[] lines = [];
        await Wait.UntilAsync(async () => (lines = await MetricsAsync(worker)).Any(line => line.StartsWith(sample, StringComparison.Ordinal)), $"a line {sample}");

        var told = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line["# TYPE ".Length..]).ToList();
        told.Except(Documented().Select(row => $"{row.Name} {row.Type}")).ShouldBeEmpty();
        Documented().Where(row => row.Of == store).Select(row => $"{row.Name} {row.Type}").Except(told).ShouldBeEmpty();
    }

    private static async Task<string[]> MetricsAsync(WorkerProcess worker)
    {
        using var answer = await worker.GetAsync("/metrics");
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');
    }

    /// <summary>The rows of its tables: a metric, its type, and the third column.</summary>
    private static IEnumerable<(string Name, string Type, string Of)> Documented() =>
        from line in File.ReadLines(Path.Combine(Checkout.Root, "docs", "monitoring.md"))
        where line.StartsWith("| `longhaul_", StringComparison.Ordinal)
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        select (cells[1].Trim('`'), cells[2], cells[3]);
}
