using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Clocks that are wrong: a worker's is never asked, and that of the PostgreSQL server may jump.</summary>
public sealed class ClockTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);

    private const string Yaml = """
        jobs:
          append: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID" >> ledger'] }
          again: { command: [bash, -c, 'echo "again $LONGHAUL_ATTEMPT" >> ledger; [ "$LONGHAUL_ATTEMPT" != 1 ] || exit 75'], retry: { base: 1s, max: 1s } }
          slow: { command: [bash, -c, 'echo start >> ledger; until [ -e finish ]; do sleep 0.05; done; echo end >> ledger'] }
        """;

    [Fact]
    public async Task Workers_whose_clocks_are_two_hours_off_start_nothing_early_or_late_and_take_nobody_for_dead()
    {
        using var ahead = new FakeClock();
        using var behind = new FakeClock();
        ahead.Set(TwoHours);
        behind.Set(-TwoHours);
        await using var project = new Project(Yaml, fixture.Server.Url);
        project.Environment["LONGHAUL_LEASE_TICK_MS"] = "1000";
        var workers = new[] { await project.WorkAsync(Variables(ahead)), await project.WorkAsync(Variables(behind)) };
        var slow = await project.EnqueueAsync("slow");
        await project.LedgerHasAsync("start");

        var later = await project.ReachesAsync(await project.EnqueueAsync("append", "--in", "2s"), JobState.Completed);
        (later.StartedAt - later.CreatedAt)!.Value.ShouldBeInRange(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
        (await project.EnqueueAsync("append", "--in", "1h")).ShouldBeGreaterThan(0);
        var again = await project.ReachesAsync(await project.EnqueueAsync("again"), JobState.Completed);
        (again.Attempt, again.Crashes).ShouldBe((2, 0));

        // By now the first job has run for longer than a lease.
        await Wait.PauseAsync(TimeSpan.FromSeconds(4));
        project.Write("finish", "");
        var job = await project.ReachesAsync(slow, JobState.Completed);
        (job.Attempt, job.Crashes, job.Releases).ShouldBe((1, 0, 0));
        project.Ledger().ShouldBe(["start", $"{later.Id}", "again 1", "again 2", "end"]);
        workers.ShouldAllBe(worker => !worker.HasEnded && worker.Events.All(one => one.Name != "LEASE_LOST" && one.Name != "JOB_RESCUED"));
    }

    [Fact]
    public async Task A_server_whose_clock_jumps_two_hours_on_and_back_loses_no_lease_and_its_schedule_follows_it()
    {
        using var clock = new FakeClock();
        using var server = PostgreSqlServer.StartWith(clock);
        await using var project = new Project(Yaml, server.Url);
        project.Environment["LONGHAUL_LEASE_TICK_MS"] = "1000";
        var workers = new[] { await project.WorkAsync(), await project.WorkAsync() };
        var slow = await project.EnqueueAsync("slow");
        await project.LedgerHasAsync("start");
        var inAnHour = await project.EnqueueAsync("append", "--in", "1h");
        var inADay = await project.EnqueueAsync("append", "--in", "24h");

        foreach (var ahead in (TimeSpan[])[TwoHours, TimeSpan.Zero, TwoHours, TimeSpan.Zero])
        {
            clock.Set(ahead);

            // More than a lease, had its end been a time.
            await Wait.PauseAsync(TimeSpan.FromSeconds(7));
            await project.ReachesAsync(await project.EnqueueAsync("append"), JobState.Completed);
            await project.ReachesAsync(await project.EnqueueAsync("append", "--in", "1s"), JobState.Completed);
        }

        (await project.JobAsync(inAnHour)).State.ShouldBe(JobState.Completed, "by the server's clock its hour had come");
        (await project.JobAsync(inADay)).State.ShouldBe(JobState.Scheduled);
        project.Write("finish", "");
        var job = await project.ReachesAsync(slow, JobState.Completed);
        (job.Attempt, job.Crashes, job.Releases).ShouldBe((1, 0, 0));
        project.Ledger().Length.ShouldBe(2 + 1 + 8);
        workers.ShouldAllBe(worker => !worker.HasEnded && worker.Events.All(one => one.Name != "LEASE_LOST" && one.Name != "JOB_RESCUED"));
    }

    private static (string, string)[] Variables(FakeClock clock) => [.. clock.Environment.Select(one => (one.Key, one.Value))];
}
