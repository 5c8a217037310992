using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class PrefetchTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Short_jobs_come_many_at_a_time_and_each_runs_once_within_the_places()
    {
        await using var worker = new TestWorker();
        var ids = await worker.EnqueueManyAsync(1_000);

        await worker.StartAsync();
        foreach (var id in ids)
        {
            await worker.UntilAsync(id, JobState.Completed);
        }

        await worker.StopAsync();

        worker.Faults.Calls.Count(call => call == "ClaimAsync").ShouldBeLessThan(250);
        worker.Runner.Started.Select(job => job.Id).Order().ShouldBe(ids);
        worker.Runner.Most.ShouldBeLessThanOrEqualTo(4);
        foreach (var id in ids)
        {
            var job = (await worker.Inner.Queries.GetAsync(id))!;

            // One that was claimed ahead may have been given back before it started.
            (job.State, job.Attempt - job.Releases, job.StartedAt is null).ShouldBe((JobState.Completed, 1, false));
        }
    }

    [Fact]
    public async Task Where_it_is_switched_off_every_job_starts_as_it_is_claimed()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Prefetch = TimeSpan.Zero };
        var ids = await worker.EnqueueManyAsync(100);

        await worker.StartAsync();
        await worker.UntilAsync(ids[^1], JobState.Completed);

        worker.Runner.Started.ShouldAllBe(job => job.StartedAt != null);
    }

    [Fact]
    public void Long_jobs_are_not_hoarded()
    {
        var plan = new PrefetchPlan(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        for (var i = 0; i < 50; i++)
        {
            plan.Ran("short", Short);
            plan.Ran("long", TimeSpan.FromMilliseconds(150));
        }

        plan.Target("short", 4).ShouldBe(400);
        plan.Target("long", 4).ShouldBe(0);
        plan.Target("unknown", 4).ShouldBe(0);
        plan.Pause(["short"]);
        plan.Target("short", 4).ShouldBe(0);
    }

    [Fact]
    public async Task A_drain_gives_back_what_waits_for_a_place_without_a_failure()
    {
        await using var rig = await PrefetchRig.CreateAsync(places: 1);
        var waiting = await rig.PrefetchAsync(3);

        rig.Worker.GiveBack(rig.Worker.Prefetched.TakeAll());
        await rig.DeliverAsync();

        foreach (var id in waiting)
        {
            var job = await rig.GetAsync(id);
            (job.State, job.Releases, job.Failures, job.StartedAt).ShouldBe((JobState.Ready, 1, 0, null));
        }
    }

    [Fact]
    public async Task What_has_waited_for_a_second_is_given_back_and_nothing_more_comes_in_advance_for_a_while()
    {
        await using var rig = await PrefetchRig.CreateAsync(places: 1);
        rig.Learn(Short);
        var waiting = await rig.PrefetchAsync(2);

        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await new PrefetchLoop(rig.Worker).RunOnceAsync(Cancel);
        await rig.DeliverAsync();

        rig.Worker.Prefetched.Count.ShouldBe(0);
        (await rig.GetAsync(waiting[0])).State.ShouldBe(JobState.Ready);
        rig.Worker.Plan.Target("default", 1).ShouldBe(0);
    }

    [Fact]
    public async Task A_cancel_reaches_a_job_that_waits_for_a_place()
    {
        await using var rig = await PrefetchRig.CreateAsync(places: 1);
        var id = (await rig.PrefetchAsync(2))[1];
        await rig.Store.Control.CancelAsync(id, "ann", null, Cancel);

        await new CancelLoop(rig.Worker, null!).RunOnceAsync(Cancel);
        rig.Worker.Prefetched.Count.ShouldBe(1);
        await rig.DeliverAsync();

        (await rig.GetAsync(id)).State.ShouldBe(JobState.Cancelled);
        (await rig.Store.Queries.ListAttemptsAsync(id, Cancel)).ShouldHaveSingleItem().Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task What_waits_for_a_place_is_not_taken_for_stranded()
    {
        await using var rig = await PrefetchRig.CreateAsync(places: 1);
        await rig.PrefetchAsync(2);

        (await new StrandedClaims(rig.Worker).RunOnceAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task The_store_is_told_of_an_attempt_that_runs_on()
    {
        await using var rig = await PrefetchRig.CreateAsync(places: 1);
        var id = (await rig.PrefetchAsync(1))[0];
        rig.Runs = true;
        rig.Execute.StartPrefetched();
        rig.Worker.Running.Count.ShouldBe(1);

        rig.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await new PrefetchLoop(rig.Worker).RunOnceAsync(Cancel);

        (await rig.GetAsync(id)).StartedAt.ShouldNotBeNull();
    }
}
