using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>kill -9: nobody is left behind, and what was lost is found.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class CrashTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        jobs:
          family:
            command: [bash, family.sh]
          killer:
            command: [bash, -c, 'echo "$LONGHAUL_ATTEMPT" >> ledger; sleep 600']
          brittle:
            command: [bash, -c, 'echo "$LONGHAUL_ATTEMPT" >> ledger; sleep 600']
            on_worker_lost: fail
        """;

    // A child, a grandchild in a session of its own, one that was forked twice, one that holds the output; none heeds signals.
    private const string Family = """
        trap '' TERM INT HUP
        sleep 600 &
        setsid bash -c 'echo own-session >> ledger; exec sleep 600' &
        (setsid bash -c '(echo forked-twice >> ledger; exec sleep 600) & exit' &)
        setsid -f bash -c 'while :; do echo still here; sleep 0.1; done'
        echo leader >> ledger
        wait
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public async Task Nobody_of_a_killed_workers_trees_is_alive_a_second_later(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        project.Write("family.sh", Family);
        var worker = await project.WorkAsync(("MAX_CONCURRENT_JOBS", "2"));
        await project.EnqueueManyAsync(["""{"kind":"family"}""", """{"kind":"family"}"""]);
        await Wait.UntilAsync(() => project.Ledger().Length == 6, "both families are complete");
        project.Trees.Alive().Count.ShouldBeGreaterThanOrEqualTo(10, project.Trees.Describe());

        worker.Kill9();
        var took = await project.Trees.NobodyAsync(1);
        TestContext.Current.TestOutputHelper!.WriteLine($"gone after {took.TotalMilliseconds:0} ms");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public async Task A_restarted_worker_takes_back_its_own_orphans_at_once(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        var worker = await project.WorkAsync(("WORKER_ID", "same"));
        var id = await project.EnqueueAsync("killer");
        await project.LedgerHasAsync("1");
        worker.Kill9();

        var next = await project.WorkAsync(("WORKER_ID", "same"));

        // The lease of the killed one lasts for half a minute.
        await project.LedgerHasAsync("2", seconds: 10);
        await next.SeeJobAsync("JOB_RESCUED", id);
        (await project.AttemptsAsync(id)).Single().Outcome.ShouldBe("worker_lost");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public async Task A_job_that_kills_its_worker_every_time_fails_after_the_third(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        var id = await project.EnqueueAsync("killer");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var worker = await project.WorkAsync();
            await project.LedgerHasAsync($"{attempt}");
            worker.Kill9();
            await worker.EndAsync();
        }

        await project.WorkAsync();
        var job = await project.ReachesAsync(id, JobState.Failed);
        job.Error!.Message.ShouldContain("its worker died 3 times");
        (job.Crashes, job.Failures).ShouldBe((3, 0));
        (await project.AttemptsAsync(id)).Select(attempt => attempt.Outcome).ShouldBe(["worker_lost", "worker_lost", "worker_lost"]);
        project.Ledger().ShouldBe(["1", "2", "3"]);
        var shown = (await project.RunAsync("jobs", "show", $"{id}")).ShouldEndWith(0);
        shown.Output.ShouldContain("its worker died 3 times");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public async Task A_kind_that_fails_with_its_worker_is_not_tried_again(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        var worker = await project.WorkAsync();
        var id = await project.EnqueueAsync("brittle");
        await project.LedgerHasAsync("1");
        worker.Kill9();
        await project.WorkAsync();
        var job = await project.ReachesAsync(id, JobState.Failed);
        (job.Crashes, job.Attempt).ShouldBe((1, 1));
        project.Ledger().ShouldBe(["1"]);
    }
}
