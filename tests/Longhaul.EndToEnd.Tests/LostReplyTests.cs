using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;
using PauseTarget = Longhaul.Core.Stores.PauseTarget;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Calls that the PostgreSQL server has carried out, and whose answers never arrive.</summary>
public sealed class LostReplyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int Places = 4;

    private const string Yaml = """
        jobs:
          append: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID" >> ledger; sleep 0.05'] }
        """;

    [Fact]
    public async Task Jobs_whose_claim_was_committed_and_not_answered_run_once_and_count_no_crash()
    {
        using var proxy = new TcpProxy(fixture.Server.Port);
        await using var project = new Project(Yaml, fixture.Server.Url);
        var worker = await project.WorkAsync(Through(proxy));
        await project.Store.Control.PauseAsync(PauseTarget.Queue("default"), "test", cancel: TestContext.Current.CancellationToken);
        var ids = await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"append"}""", Places));
        while (!await LoseClaimAsync(project, worker, proxy, ids[0]))
        {
            await project.Store.Control.PauseAsync(PauseTarget.Queue("default"), "test", cancel: TestContext.Current.CancellationToken);
            proxy.Cut();
            await Wait.UntilAsync(async () => (await worker.HealthAsync()).Contains("\"healthy\""), "it is healthy again", 60, () => worker.Said);
        }

        project.Ledger().ShouldBeEmpty();
        proxy.Cut();
        await OnceAsync(project, ids);
        worker.Events.ShouldContain(one => one.Name == "STORE_LOST", worker.Said);
    }

    // False where the answer to a claim from before was lost, which gave out nothing: then the worker waits for that one.
    private static async Task<bool> LoseClaimAsync(Project project, WorkerProcess worker, TcpProxy proxy, long id)
    {
        var lost = worker.Events.Count(one => one.Name == "STORE_LOST");
        proxy.SwallowReplies();
        await project.Store.Control.ResumeAsync(PauseTarget.Queue("default"), "test", TestContext.Current.CancellationToken);
        var given = false;
        await Wait.UntilAsync(
            async () => (given = (await project.JobAsync(id)).State == JobState.Running) || worker.Events.Count(one => one.Name == "STORE_LOST") > lost,
            "the job is given out, or the worker has found that the store is away", 60, () => worker.Said);
        return given;
    }

    [Fact]
    public Task Answers_that_are_lost_again_and_again_cost_nothing() => LoseAsync(100, TimeSpan.FromMinutes(2), mostCuts: 8);

    [Fact]
    [Trait("tier", "soak")]
    public Task Answers_that_are_lost_through_two_thousand_jobs_cost_nothing() => LoseAsync(2_000, TimeSpan.FromMinutes(20), mostCuts: int.MaxValue);

    private async Task LoseAsync(int jobs, TimeSpan longest, int mostCuts)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using var proxy = new TcpProxy(fixture.Server.Port);
        await using var project = new Project(Yaml, fixture.Server.Url);
        var worker = await project.WorkAsync(Through(proxy));
        var ids = await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"append"}""", jobs));
        var drained = project.DrainedAsync(longest.TotalSeconds);
        var cuts = 0;
        while (cuts < mostCuts && await Task.WhenAny(drained, Wait.PauseAsync(TimeSpan.FromMilliseconds(random.Next(1_000, 4_000)))) != drained)
        {
            proxy.SwallowReplies();
            await Wait.PauseAsync(TimeSpan.FromMilliseconds(random.Next(0, 300)));
            proxy.Cut();
            cuts++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"seed: {seed}, {cuts} cuts");
        await drained;
        await OnceAsync(project, ids);
        worker.HasEnded.ShouldBeFalse(worker.Said);
    }

    private static async Task OnceAsync(Project project, long[] ids)
    {
        foreach (var id in ids)
        {
            var job = await project.ReachesAsync(id, JobState.Completed, 60);
            (job.Failures, job.Crashes).ShouldBe((0, 0), $"{job}");
        }

        project.Ledger().Select(long.Parse).Order().ShouldBe(ids.Order());
    }

    private static (string, string)[] Through(TcpProxy proxy) =>
        [("DATABASE_URL", $"postgres://postgres@127.0.0.1:{proxy.Port}/postgres"), ("MAX_CONCURRENT_JOBS", $"{Places}")];
}
