using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A worker that is stopped past its lease and continued: its machine slept, or was overloaded.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class FrozenWorkerTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    // Both tell their pid; the first ends while its worker is frozen, the second never does by itself.
    private const string Yaml = """
        jobs:
          ends:
            command: [bash, -c, 'echo "ends $LONGHAUL_ATTEMPT $$" >> ledger; [ "$LONGHAUL_ATTEMPT" != 1 ] || until [ -e go ]; do sleep 0.05; done; echo "::output by=$LONGHAUL_ATTEMPT"']
          stays:
            command: [bash, -c, 'echo "stays $LONGHAUL_ATTEMPT $$" >> ledger; [ "$LONGHAUL_ATTEMPT" != 1 ] || sleep 600; echo "::output by=$LONGHAUL_ATTEMPT"']
        """;

    [Fact]
    public Task A_thawed_workers_outcome_is_refused_and_its_child_killed() => FreezeAsync(TimeSpan.FromMilliseconds(300));

    [Fact]
    [Trait("tier", "soak")]
    public Task The_same_holds_with_the_lease_of_thirty_seconds() => FreezeAsync(TimeSpan.FromSeconds(5));

    [Fact]
    public Task The_same_holds_on_PostgreSQL() => FreezeAsync(TimeSpan.FromMilliseconds(300), fixture.Server.Url);

    private static async Task FreezeAsync(TimeSpan tick, string? url = null)
    {
        await using var project = new Project(Yaml, url);
        project.Environment["LONGHAUL_LEASE_TICK_MS"] = $"{tick.TotalMilliseconds:0}";
        project.Environment["MAX_CONCURRENT_JOBS"] = "2";
        var frozen = await project.WorkAsync();
        var ids = await project.EnqueueManyAsync(["""{"kind":"ends"}""", """{"kind":"stays"}"""]);
        await Wait.UntilAsync(() => project.Ledger().Length == 2, "both run");
        var child = int.Parse(project.Ledger().Single(line => line.StartsWith("stays", StringComparison.Ordinal)).Split(' ')[2]);

        frozen.Stop();
        var successor = await project.WorkAsync();
        project.Write("go", "");
        foreach (var id in ids)
        {
            var job = await project.ReachesAsync(id, JobState.Completed, (tick * 12).TotalSeconds + 10);
            job.Output.ShouldBe("""{"by":2}""");
            var lost = (await project.AttemptsAsync(id))[0];
            lost.Outcome.ShouldBe("worker_lost");

            // A process that is stopped is alive: nothing but the lease may end it.
            (lost.EndedAt - lost.ClaimedAt).ShouldBeGreaterThan(tick * 5);
        }

        ProcFiles.IsAlive(child).ShouldBeTrue("its worker's children are not stopped with it");
        frozen.Continue();
        await frozen.SeeAsync("LEASE_LOST");
        await RefusedAsync(frozen, ids[0]);
        await RefusedAsync(frozen, ids[1]);
        await Wait.UntilAsync(() => !ProcFiles.IsAlive(child), "the child is killed", 10, () => frozen.Said);
        await StillStandsAsync(project, ids);
        (await frozen.GetAsync("/health/live")).EnsureSuccessStatusCode();
        successor.HasEnded.ShouldBeFalse();

        // It has registered anew and works on.
        successor.Term();
        await successor.EndAsync();
        await project.ReachesAsync(await project.EnqueueAsync("ends", "--key", "after"), JobState.Completed);
    }

    private static Task<LogEvent> RefusedAsync(WorkerProcess worker, long id) =>
        worker.SeeOneOfAsync(["OUTCOME_FENCED", "OUTCOME_DROPPED"], 10, line => line.Job == $"{id}");

    private static async Task StillStandsAsync(Project project, long[] ids)
    {
        foreach (var id in ids)
        {
            var job = await project.JobAsync(id);
            (job.State, job.Attempt, job.Output).ShouldBe((JobState.Completed, 2, """{"by":2}"""));
            (await project.AttemptsAsync(id)).Count.ShouldBe(2);
        }
    }
}
