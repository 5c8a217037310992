using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class ClaimSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task A_claim_marks_the_attempt()
    {
        var id = await AddAsync(Samples.Job());
        Pass(3);
        var job = await ClaimOneAsync();
        (job.Id, job.State, job.Attempt, job.Token!.Value.Instance, job.Worker).ShouldBe((id, JobState.Running, 1, Me, "me"));
        (job.ClaimedAt, job.StartedAt).ShouldBe((Clock.Now, Clock.Now));
        (await GetAsync(id)).Token.ShouldBe(job.Token);
    }

    [Fact]
    public async Task Higher_priority_goes_first_and_within_it_the_older()
    {
        var ids = await AddAllAsync(
            Samples.Job() with { Priority = 2 }, Samples.Job() with { Priority = 8 },
            Samples.Job() with { Priority = 8 }, Samples.Job() with { Priority = 2 });
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([ids[1], ids[2], ids[0], ids[3]]);
    }

    [Fact]
    public async Task Lanes_bound_each_queue_and_the_limit_bounds_all()
    {
        var ids = await AddAllAsync(
            Samples.Job() with { Queue = "a" }, Samples.Job() with { Queue = "a" },
            Samples.Job() with { Queue = "b", Priority = 9 }, Samples.Job() with { Queue = "c" });
        var reply = await AskAsync(10, null, new ClaimLane("a", 1), new ClaimLane("b", 5));
        reply.Jobs.Select(job => job.Id).ShouldBe([ids[2], ids[0]]);
        (await AskAsync(1, null, new ClaimLane("a", 5), new ClaimLane("c", 5))).Jobs.ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Only_kinds_that_are_served_are_claimed()
    {
        await AddAsync(Samples.Job("other"));
        var mine = await AddAsync(Samples.Job("work"));
        var reply = await Store.Claims.ClaimAsync(
            new ClaimRequest { Token = new(Me, 900), Lanes = [new("default", 9)], Limit = 9, Kinds = ["work", "x"] }, Cancel);
        reply.Jobs.ShouldHaveSingleItem().Id.ShouldBe(mine);
    }

    [Fact]
    public async Task A_repeated_claim_number_answers_with_what_it_holds()
    {
        await AddAllAsync(Samples.Job(), Samples.Job(), Samples.Job());
        var request = new ClaimRequest { Token = new(Me, 901), Lanes = [new("default", 9)], Limit = 2 };
        var first = (await Store.Claims.ClaimAsync(request, Cancel)).Jobs.Select(job => job.Id).ToList();
        (await Store.Claims.ClaimAsync(request, Cancel)).Jobs.Select(job => job.Id).ShouldBe(first, ignoreOrder: true);
        (await Store.Claims.ListHeldAsync(Me, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_unknown_or_dead_claims()
    {
        await AddAsync(Samples.Job());
        (await AskAsync(1, Guid.NewGuid())).ShouldSatisfyAllConditions(r => r.Lost.ShouldBeTrue(), r => r.Jobs.ShouldBeEmpty());
        await Store.Workers.DeregisterAsync(Me, Cancel);
        (await AskAsync(1)).Lost.ShouldBeTrue();
    }

    [Fact]
    public async Task A_paused_queue_is_left_alone()
    {
        await AddAsync(Samples.Job());
        (await Store.Control.PauseAsync(PauseTarget.Queue("default"), "ann", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);
        (await ClaimAsync()).ShouldBeEmpty();
        (await Store.Control.PauseAsync(PauseTarget.Queue("default"), "ann", cancel: Cancel)).Result.ShouldBe(ControlResult.Unchanged);
        await Store.Control.ResumeAsync(PauseTarget.Queue("default"), "ann", Cancel);
        (await ClaimAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_prefetched_attempt_starts_later_and_only_while_it_is_held()
    {
        await AddAsync(Samples.Job());
        var job = (await Store.Claims.ClaimAsync(
            new ClaimRequest { Token = new(Me, 902), Lanes = [new("default", 0, 1)], Limit = 1 }, Cancel)).Jobs.ShouldHaveSingleItem();
        job.StartedAt.ShouldBeNull();
        JobStatus.Of(job).ShouldBe("claimed");
        Pass(2);
        (await Store.Claims.StartAsync([job.Running!.Value, new AttemptRef(job.Id, new(Me, 1))], Cancel)).ShouldBe([true, false]);
        (await GetAsync(job.Id)).StartedAt.ShouldBe(Clock.Now);
        JobStatus.Of(await GetAsync(job.Id)).ShouldBe("processing");
    }

    [Fact]
    public async Task In_advance_come_only_jobs_that_stand_for_themselves()
    {
        var ids = await AddAllAsync(
            Samples.Job(), Samples.Job() with { Exclusive = true }, Samples.Job() with { Slots = [new SlotKey("k", 1)] }, Samples.Job(), Samples.Job());

        var reply = await AskAsync(10, null, new ClaimLane("default", 1, 3));

        reply.Jobs.Select(job => (job.Id, Started: job.StartedAt is not null)).ShouldBe([(ids[0], true), (ids[3], false)]);
        reply.PassedOver.ShouldBeTrue();
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([ids[1], ids[2], ids[4]]);
    }

    [Fact]
    public async Task A_job_whose_place_goes_to_one_that_has_lost_a_worker_is_found_by_the_next_claim()
    {
        var crashed = await AddAsync(Samples.Job());
        var other = await RegisterAsync("other");
        await ClaimOneAsync(other);
        await Store.Upkeep.RescueAsync([other], 10, Cancel);
        (await GetAsync(crashed)).Crashes.ShouldBe(1);
        var ids = await AddAllAsync(Samples.Job() with { Exclusive = true }, Samples.Job());
        Pass(1);

        var reply = await AskAsync(10, null, new ClaimLane("default", 1, 2));
        reply.Jobs.Select(job => job.Id).ShouldBe([crashed, ids[1]]);
        reply.PassedOver.ShouldBeTrue();
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[0]);
    }

    [Fact]
    public async Task What_comes_from_the_front_hides_nothing_that_stood_before_it()
    {
        var ids = await AddAllAsync(Samples.Job("other"), Samples.Job("work"));
        var picky = (await Store.Claims.ClaimAsync(
            new ClaimRequest { Token = new(Me, 950), Lanes = [new("default", 9)], Limit = 9, Kinds = ["work"] }, Cancel)).Jobs.ShouldHaveSingleItem();
        await FinishAsync(picky, Outcome.Released);
        Pass(1);

        (await ClaimOneAsync()).Id.ShouldBe(ids[1]);
        (await ClaimOneAsync()).Id.ShouldBe(ids[0]);
    }

    [Fact]
    public async Task What_was_given_back_once_gets_a_place_of_its_own()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job(), Samples.Job());
        await FinishAsync(await ClaimOneAsync(), Outcome.Released);

        var reply = await AskAsync(10, null, new ClaimLane("default", 0, 2));

        reply.Jobs.ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
        reply.PassedOver.ShouldBeTrue();
        (await AskAsync(10, null, new ClaimLane("default", 1, 1))).Jobs.Select(job => (job.Id, Started: job.StartedAt is not null))
            .ShouldBe([(ids[0], true), (ids[2], false)]);
    }

    [Fact]
    public async Task An_attempt_that_nobody_said_had_started_began_so_long_ago_as_it_ran()
    {
        await AddAllAsync(Samples.Job(), Samples.Job());
        var claimedAt = Clock.Now;
        var jobs = (await AskAsync(10, null, new ClaimLane("default", 0, 2))).Jobs;
        Pass(3);
        await Store.Outcomes.FinishAsync(
            [new(jobs[0].Running!.Value, Outcome.Completed(), TimeSpan.FromSeconds(1.2505)), new(jobs[1].Running!.Value, Outcome.Failed("x", "y"), TimeSpan.FromSeconds(9))],
            Cancel);

        (await GetAsync(jobs[0].Id)).StartedAt.ShouldBe(Clock.Now.AddSeconds(-1.25));
        (await GetAsync(jobs[1].Id)).StartedAt.ShouldBe(claimedAt);
        (await Store.Queries.ListAttemptsAsync(jobs[0].Id, Cancel)).ShouldHaveSingleItem().StartedAt.ShouldBe(Clock.Now.AddSeconds(-1.25));
    }

    [Fact]
    public async Task Reports_are_kept_while_the_attempt_runs_and_cleared_when_it_is_tried_again()
    {
        await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        var attempt = job.Running!.Value;
        (await Store.Claims.ReportAsync([new(attempt, "mixing", 41.5, 7.25, """{"c":3}""")], Cancel)).ShouldBe([true]);
        (await Store.Claims.ReportAsync([new(attempt, Progress: 142)], Cancel)).ShouldBe([true]);
        var seen = await GetAsync(job.Id);
        (seen.Stage, seen.Progress, seen.EtaSeconds, seen.Checkpoint).ShouldBe(("mixing", 100d, 7.25, """{"c":3}"""));
        await FinishAsync(job, Outcome.Retry("x", "y", TimeSpan.FromSeconds(1)));
        var after = await GetAsync(job.Id);
        (after.Stage, after.Progress, after.EtaSeconds, after.Checkpoint).ShouldBe((null, null, null, """{"c":3}"""));
        (await Store.Claims.ReportAsync([new(attempt, "late")], Cancel)).ShouldBe([false]);
    }
}
