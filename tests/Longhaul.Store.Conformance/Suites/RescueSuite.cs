using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class RescueSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private Task<IReadOnlyList<Rescued>> RescueAsync(params Guid[] proven) => Store.Upkeep.RescueAsync(proven, 100, Cancel);

    [Fact]
    public async Task A_worker_that_renews_is_never_taken_for_dead()
    {
        await AddAsync(Samples.Job());
        await ClaimOneAsync();
        await TickAsync(50, Me);
        (await RescueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_six_ticks_of_silence_its_jobs_go_to_the_front_and_it_is_told_that_it_is_lost()
    {
        var other = await RegisterAsync("other");
        var id = await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        await AddAsync(Samples.Job());
        await TickAsync(5, other);
        (await RescueAsync()).ShouldBeEmpty();
        await TickAsync(1, other);
        (await RescueAsync()).ShouldBe([new Rescued(id, Me, "me", JobState.Ready, 1)]);
        (await Store.Workers.RenewPatientlyAsync(new(Me, false, [job.Running!.Value]), Cancel)).Lost.ShouldBeTrue();
        (await FinishAsync(job, Outcome.Completed())).ShouldBe(FinishReply.Fenced);
        var again = await ClaimOneAsync(other);
        (again.Id, again.Attempt, again.Crashes).ShouldBe((id, 2, 1));
        var attempt = (await Store.Queries.ListAttemptsAsync(id, Cancel)).ShouldHaveSingleItem();
        (attempt.Number, attempt.Outcome, attempt.Error!.Code).ShouldBe((1, "worker_lost", "worker_lost"));
    }

    [Fact]
    public async Task An_outage_does_not_tick()
    {
        var other = await RegisterAsync("other");
        await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        Pass(3_600);
        (await Store.Workers.RenewPatientlyAsync(new(other, false, []), Cancel)).Lost.ShouldBeFalse();
        (await RescueAsync()).ShouldBeEmpty();
        var reply = await Store.Workers.RenewPatientlyAsync(new(Me, false, [job.Running!.Value]), Cancel);
        (reply.Lost, reply.NotHeld.Count).ShouldBe((false, 0));
    }

    [Fact]
    public async Task A_clock_that_jumps_costs_one_tick()
    {
        var other = await RegisterAsync("other");
        await AddAsync(Samples.Job());
        await ClaimOneAsync();
        foreach (var hours in (int[])[2, -2, 2, -2])
        {
            Pass(hours * 3_600);
            await Store.Workers.RenewPatientlyAsync(new(other, false, []), Cancel);
        }

        (await RescueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_death_that_is_proven_is_acted_on_at_once_exclusive_or_not()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job() with { Exclusive = true });
        await ClaimAsync();
        (await RescueAsync(Me)).Select(rescued => rescued.JobId).ShouldBe(ids);
        (await RescueAsync(Me)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_kills_three_workers_fails()
    {
        var id = await AddAsync(Samples.Job());
        for (var i = 1; i <= 3; i++)
        {
            var worker = await RegisterAsync("w" + i);
            await ClaimOneAsync(worker);
            (await RescueAsync(worker)).ShouldHaveSingleItem().Crashes.ShouldBe(i);
        }

        (await GetAsync(id)).ShouldSatisfyAllConditions(
            j => j.State.ShouldBe(JobState.Failed),
            j => j.Error.ShouldBe(new JobError("worker_lost", "its worker died 3 times")));
    }

    [Fact]
    public async Task A_clean_end_of_an_attempt_forgives_crashes()
    {
        var id = await AddAsync(Samples.Job());
        var worker = await RegisterAsync("w");
        await ClaimOneAsync(worker);
        await RescueAsync(worker);
        await FinishAsync(await ClaimOneAsync(), Outcome.Retry("x", "y", TimeSpan.Zero));
        (await GetAsync(id)).Crashes.ShouldBe(0);
    }

    [Fact]
    public async Task At_most_one_job_with_a_crash_is_claimed_and_none_where_none_is_wanted()
    {
        await AddAllAsync(Samples.Job(), Samples.Job());
        var worker = await RegisterAsync("w");
        await ClaimAsync(2, worker);
        await RescueAsync(worker);
        var fresh = await AddAsync(Samples.Job());
        var none = await Store.Claims.ClaimAsync(
            new ClaimRequest { Token = new(Me, 950), Lanes = [new("default", 9)], Limit = 9, AllowCrashed = false }, Cancel);
        none.Jobs.ShouldHaveSingleItem().Id.ShouldBe(fresh);
        (await ClaimAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_never_started_or_was_left_by_a_draining_worker_counts_no_crash()
    {
        await AddAllAsync(Samples.Job(), Samples.Job());
        var early = await RegisterAsync("early");
        await Store.Claims.ClaimAsync(
            new ClaimRequest { Token = new(early, 1), Lanes = [new("default", 0, 1)], Limit = 1 }, Cancel);
        await ClaimOneAsync();
        await Store.Workers.DeregisterAsync(Me, Cancel);
        (await RescueAsync(early)).ShouldAllBe(rescued => rescued.Crashes == 0 && rescued.State == JobState.Ready);
    }

    [Fact]
    public async Task A_kind_may_fail_with_its_worker_and_a_cancel_request_outlives_it()
    {
        var ids = await AddAllAsync(Samples.Job() with { OnWorkerLost = OnWorkerLost.Fail }, Samples.Job());
        await ClaimAsync();
        (await Store.Control.CancelAsync(ids[1], "ann", "enough", Cancel)).Result.ShouldBe(ControlResult.Requested);
        await RescueAsync(Me);
        (await GetAsync(ids[0])).ShouldSatisfyAllConditions(
            j => j.State.ShouldBe(JobState.Failed), j => j.Error!.Message.ShouldBe("its worker (me) died"));
        (await GetAsync(ids[1])).ShouldSatisfyAllConditions(
            j => j.State.ShouldBe(JobState.Cancelled), j => j.Error!.Message.ShouldBe("cancelled by ann: enough"));
    }

    [Fact]
    public async Task A_dead_worker_is_listed_until_a_later_scan_finds_nothing_of_it()
    {
        await AddAsync(Samples.Job());
        await ClaimOneAsync();
        await RescueAsync(Me);
        var dead = (await Store.Workers.ListAsync(Cancel)).ShouldHaveSingleItem();
        (dead.Registration.Instance, dead.Registration.Process, dead.Dead).ShouldBe((Me, Samples.Worker(Me, "me").Process, true));
        await RescueAsync();
        (await Store.Workers.ListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_renewal_tells_of_cancels_drains_and_what_is_not_held()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job());
        var jobs = await ClaimAsync();
        await Store.Control.CancelAsync(ids[0], "ann", null, Cancel);
        (await Store.Workers.RequestDrainAsync(Me, "ann", Cancel)).ShouldBeTrue();
        (await Store.Workers.RequestDrainAsync(Guid.NewGuid(), "ann", Cancel)).ShouldBeFalse();
        var stale = new AttemptRef(ids[1], new AttemptToken(Me, 66_666));
        var reply = await Store.Workers.RenewPatientlyAsync(new(Me, false, [jobs[0].Running!.Value, stale]), Cancel);
        (reply.Lost, reply.DrainRequested).ShouldBe((false, true));
        reply.CancelRequested.ShouldBe([jobs[0].Running!.Value]);
        reply.NotHeld.ShouldBe([stale]);
        (await Store.Workers.ListCancelRequestsAsync(Me, Cancel)).ShouldBe([jobs[0].Running!.Value]);
        (await Store.Workers.ListAsync(Cancel)).ShouldHaveSingleItem().Running.ShouldBe(2);
    }
}
