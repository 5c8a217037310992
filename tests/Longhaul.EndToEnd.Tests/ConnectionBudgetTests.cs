using System.Globalization;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A connection is never held while a job runs.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class ConnectionBudgetTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int Jobs = 200;
    private const int MostConnections = 15;

    // How many there are, and which transactions are idle.
    private const string Connections = """
        select count(*),
            string_agg(pid || '/' || extract(epoch from xact_start), ',') filter (where state like 'idle in transaction%' and clock_timestamp() - state_change > interval '250 ms')
        from pg_stat_activity where backend_type = 'client backend' and application_name like 'longhaul%'
        """;

    [Fact]
    public async Task A_worker_with_200_running_jobs_holds_at_most_15_connections_and_none_in_an_idle_transaction()
    {
        await using var project = new Project(
            "queues: { default: { concurrency: 200 } }\njobs:\n  wait: { command: [bash, -c, 'echo x >> ledger; exec sleep 600'] }\n", fixture.Server.Url);
        project.Environment["MAX_CONCURRENT_JOBS"] = $"{Jobs}";
        await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"wait"}""", Jobs));
        var worker = await project.WorkAsync();
        var most = 0;
        string[] before = [];
        var idle = new List<string>();
        await Wait.UntilAsync(() => Look() && project.Ledger().Length == Jobs, "all run", 120, () => worker.Said);

        // While it starts so many at once, the worker itself waits for a processor.
        idle.Clear();
        for (var i = 0; i < 100; i++)
        {
            Look();
            await Wait.PauseAsync(TimeSpan.FromMilliseconds(50));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"at most {most} connections");
        most.ShouldBeInRange(2, MostConnections);
        idle.ShouldBeEmpty();

        bool Look()
        {
            // One that the next look does not see was on its way.
            var seen = fixture.Ask(Connections).Single().Split(' ');
            var now = seen[1].Split(',', StringSplitOptions.RemoveEmptyEntries);
            most = Math.Max(most, int.Parse(seen[0], CultureInfo.InvariantCulture));
            idle.AddRange(now.Intersect(before));
            before = now;
            return true;
        }
    }
}
