using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The first signal: what runs may finish within the budget, or is put back without a failure.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class DrainTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        jobs:
          endless:
            command: [bash, -c, 'echo "start $LONGHAUL_ATTEMPT" >> ledger; sleep 600']
            grace: 1s
          deaf:
            command: [bash, -c, 'trap "" TERM; echo "start $LONGHAUL_ATTEMPT" >> ledger; while :; do sleep 0.2; done']
            grace: 1s
          short:
            command: [bash, -c, 'echo start >> ledger; until [ -e finish ]; do sleep 0.05; done; echo end >> ledger']
          pausable:
            command: [bash, -c, 'echo "start $LONGHAUL_ATTEMPT" >> ledger; sleep 600']
            on_shutdown: requeue
        pipelines:
          two:
            steps:
              first: { command: [bash, -c, 'echo "first $LONGHAUL_ATTEMPT" >> ledger'] }
              second: { needs: [first], command: [bash, -c, 'echo "second $LONGHAUL_ATTEMPT" >> ledger; [ "$LONGHAUL_ATTEMPT" != 1 ] || sleep 600'] }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public Task A_step_that_does_not_end_in_time_goes_back_and_a_second_worker_starts_it_within_a_second(bool onPostgreSql) =>
        Promise.BestOfAsync(1, () => GoesOnElsewhereAsync(onPostgreSql));

    private async Task<TimeSpan> GoesOnElsewhereAsync(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        var first = await project.WorkAsync(("SHUTDOWN_TIMEOUT_MS", "4000"));
        var run = await project.EnqueueAsync("two");
        await project.LedgerHasAsync("second 1");
        var second = await project.WorkAsync();

        first.Term();
        await project.LedgerHasAsync("second 2");
        (await first.EndAsync()).ShouldBe(0, first.Said);

        var step = (await project.Store.Queries.ListTreeAsync(run, TestContext.Current.CancellationToken)).Single(job => job.Step == "second");
        step = await project.ReachesAsync(step.Id, JobState.Completed);
        (step.Attempt, step.Failures, step.Crashes, step.Releases).ShouldBe((2, 0, 0, 1));
        var released = (await project.AttemptsAsync(step.Id))[0];
        released.Outcome.ShouldBe("released");
        var apart = step.StartedAt!.Value - released.EndedAt;
        apart.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        await project.ReachesAsync(run, JobState.Completed);
        project.Ledger().ShouldBe(["first 1", "second 1", "second 2"]);
        second.HasEnded.ShouldBeFalse();
        return apart;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public Task A_job_that_ignores_sigterm_is_killed_at_the_deadline_and_put_back_without_a_failure(bool onPostgreSql) =>
        Promise.BestOfAsync(4.5, () => KilledAtTheDeadlineAsync(onPostgreSql));

    private async Task<TimeSpan> KilledAtTheDeadlineAsync(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        var worker = await project.WorkAsync(("SHUTDOWN_TIMEOUT_MS", "4000"));
        var id = await project.EnqueueAsync("deaf");
        await project.LedgerHasAsync("start 1");

        var asked = Stopwatch.GetTimestamp();
        worker.Term();
        (await worker.EndAsync()).ShouldBe(0, worker.Said);
        var took = Stopwatch.GetElapsedTime(asked);
        project.Trees.Alive().ShouldBeEmpty(project.Trees.Describe());

        var job = await project.JobAsync(id);
        (job.State, job.Attempt, job.Failures, job.Crashes, job.Releases).ShouldBe((JobState.Ready, 1, 0, 0, 1));
        return took;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public async Task A_job_that_ends_within_the_budget_is_waited_for(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        var worker = await project.WorkAsync();
        var id = await project.EnqueueAsync("short");
        await project.LedgerHasAsync("start");
        worker.Term();
        await worker.SeeAsync("WORKER_DRAINING");
        (await worker.HealthAsync()).ShouldContain("draining");
        (await worker.GetAsync("/health/ready")).StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);

        project.Write("finish", "");
        (await worker.EndAsync()).ShouldBe(0, worker.Said);
        (await project.JobAsync(id)).State.ShouldBe(JobState.Completed);
        project.Ledger().ShouldBe(["start", "end"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = new[] { "tier", "soak" })]
    public async Task A_kind_that_is_put_back_on_shutdown_is_not_waited_for(bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        var worker = await project.WorkAsync();
        var id = await project.EnqueueAsync("pausable");
        await project.LedgerHasAsync("start 1");
        var asked = Stopwatch.GetTimestamp();
        worker.Term();
        (await worker.EndAsync()).ShouldBe(0, worker.Said);

        // A kind that is waited for has 20 s and more.
        Stopwatch.GetElapsedTime(asked).TotalSeconds.ShouldBeLessThan(10);
        var job = await project.JobAsync(id);
        (job.State, job.Failures, job.Releases).ShouldBe((JobState.Ready, 0, 1));
    }

    [Theory]
    [InlineData(Signals.Terminate, 143, false)]
    [InlineData(Signals.Interrupt, 130, false)]
    [InlineData(Signals.Terminate, 143, true, Traits = new[] { "tier", "soak" })]
    public async Task A_second_signal_ends_the_worker_at_once_and_its_trees_with_it(int signal, int code, bool onPostgreSql)
    {
        await using var project = new Project(Yaml, fixture.Url(onPostgreSql));
        var worker = await project.WorkAsync(("MAX_CONCURRENT_JOBS", "4"));
        var jobs = await project.EnqueueManyAsync(["""{"kind":"deaf"}""", """{"kind":"endless"}"""]);
        await Wait.UntilAsync(() => project.Ledger().Length == 2, "both run");
        worker.Send(signal);
        await worker.SeeAsync("WORKER_DRAINING");

        var asked = Stopwatch.GetTimestamp();
        worker.Send(signal);
        (await worker.EndAsync()).ShouldBe(code, worker.Said);

        // Of the budget of 30 s hardly any had passed.
        Stopwatch.GetElapsedTime(asked).TotalSeconds.ShouldBeLessThan(10);
        await project.Trees.NobodyAsync(10);

        foreach (var id in jobs)
        {
            var job = await project.JobAsync(id);
            (job.State, job.Failures, job.Crashes).ShouldBe((JobState.Ready, 0, 0), worker.Said);
        }
    }
}
