using System.Net;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A store that somebody else holds.</summary>
public sealed class StoreLockedTests
{
    private const string Yaml = """
        jobs:
          hello: { command: [bash, -c, 'echo hello >> ledger'] }
          slow: { command: [bash, -c, 'echo start >> ledger; until [ -e finish ]; do sleep 0.05; done; echo end >> ledger'] }
        """;

    [Fact]
    public Task A_worker_whose_store_is_locked_at_its_start_lives_and_goes_on() => LockedAtStartAsync(TimeSpan.FromSeconds(5));

    [Fact]
    [Trait("tier", "soak")]
    public Task A_worker_outlives_thirty_seconds_of_a_locked_store_at_its_start() => LockedAtStartAsync(TimeSpan.FromSeconds(30));

    [Fact]
    public async Task A_result_that_comes_while_the_store_is_locked_is_kept_and_delivered()
    {
        await using var project = new Project(Yaml);
        var worker = await project.WorkAsync();
        var id = await project.EnqueueAsync("slow");
        await project.LedgerHasAsync("start");
        using (StoreLock.Writing(project.StorePath))
        {
            project.Write("finish", "");
            await project.LedgerHasAsync("end");
            await worker.SeeAsync("STORE_LOST", 30);
            (await worker.HealthAsync()).ShouldContain("degraded");
        }

        await worker.SeeAsync("STORE_BACK", 30);
        var job = await project.ReachesAsync(id, JobState.Completed);
        (job.Attempt, job.Failures, job.Crashes).ShouldBe((1, 0, 0));
        project.Ledger().ShouldBe(["start", "end"]);
    }

    private static async Task LockedAtStartAsync(TimeSpan time)
    {
        await using var project = new Project(Yaml);
        var id = await project.EnqueueAsync("hello");
        WorkerProcess worker;
        using (StoreLock.Whole(project.StorePath))
        {
            worker = project.Start("work");
            await worker.SeeAsync("STARTUP_WAITS");
            (await worker.HealthAsync()).ShouldContain("degraded");
            (await worker.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            await Wait.PauseAsync(time);
            worker.HasEnded.ShouldBeFalse(worker.Said);
            (await worker.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
            project.Ledger().ShouldBeEmpty();
        }

        // It tries again after 2, 4, 8, 16, 32 s.
        await worker.ReadyAsync(40);
        await project.ReachesAsync(id, JobState.Completed);
        (await worker.HealthAsync()).ShouldContain("healthy");
    }
}
