using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>How many jobs of a queue run at once over all workers.</summary>
public abstract class LimitSuite<TFactory> : LimitStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_run_than_the_limit_whoever_claims(int limit)
    {
        var ids = await AddManyAsync(5);
        var other = await RegisterAsync("other");
        await LimitAsync(limit);

        (await ClaimIdsAsync(limit: 1)).ShouldBe(ids[..1]);
        (await ClaimIdsAsync(worker: other)).ShouldBe(ids[1..limit]);
        (await ClaimIdsAsync()).ShouldBeEmpty();
        (await StateAsync(ids[limit])).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_place_is_free_when_a_job_ends_however_it_does()
    {
        var ids = await AddManyAsync(6);
        await LimitAsync(1);

        await CompleteAsync(await ClaimOneAsync());
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        await FinishAsync(await ClaimOneAsync(), Outcome.Retry("x", "y", TimeSpan.FromSeconds(5)));
        await FinishAsync(await ClaimOneAsync(), Outcome.Snoozed(TimeSpan.FromSeconds(7)));
        var released = await ClaimOneAsync();
        await FinishAsync(released, Outcome.Released);

        (await ClaimOneAsync()).Id.ShouldBe(released.Id, "what was put back goes first");
        (await ClaimIdsAsync()).ShouldBeEmpty();
        released.Id.ShouldBe(ids[4]);
    }

    [Fact]
    public async Task A_job_counts_until_its_lost_worker_is_rescued_and_then_in_its_new_attempt()
    {
        var ids = await AddManyAsync(2);
        var alive = await RegisterAsync("alive");
        await LimitAsync(1);
        var lost = await ClaimOneAsync();

        await TickAsync(7, alive);
        (await Store.Upkeep.RescueAsync([], 100, Cancel)).ShouldBeEmpty("it may run yet, as an exclusive job may");
        (await ClaimIdsAsync(worker: alive)).ShouldBeEmpty();
        await TickAsync(12, alive);
        (await ClaimIdsAsync(worker: alive)).ShouldBeEmpty();
        (await Store.Upkeep.RescueAsync([], 100, Cancel)).ShouldHaveSingleItem();

        (await ClaimIdsAsync(worker: alive)).ShouldBe(ids[..1]);
        (await ClaimIdsAsync(worker: alive)).ShouldBeEmpty();
        (await CompleteAsync(lost)).ShouldBe(FinishReply.Fenced);
        (await ClaimIdsAsync(worker: alive)).ShouldBeEmpty("a late end of the lost attempt frees nothing");
    }

    [Fact]
    public async Task A_job_in_its_second_attempt_takes_one_place()
    {
        var ids = await AddManyAsync(3);
        await LimitAsync(2);
        await FinishAsync(await ClaimOneAsync(), Outcome.Released);

        (await ClaimIdsAsync(limit: 1)).ShouldBe(ids[..1]);
        (await ClaimIdsAsync()).ShouldBe(ids[1..2]);
    }

    [Fact]
    public async Task Jobs_that_ran_before_there_was_a_limit_count()
    {
        var ids = await AddManyAsync(4);
        var first = await ClaimAsync(2);
        await LimitAsync(2);

        (await ClaimIdsAsync()).ShouldBeEmpty();
        await CompleteAsync(first[0]);
        (await ClaimIdsAsync()).ShouldBe(ids[2..3]);
    }

    [Fact]
    public async Task A_limit_that_is_lowered_lets_what_runs_end_and_one_that_is_raised_holds_at_once()
    {
        var ids = await AddManyAsync(8);
        await LimitAsync(3);
        var running = await ClaimAsync();
        running.Count.ShouldBe(3);

        await LimitAsync(1);
        await CompleteAsync(running[0]);
        await CompleteAsync(running[1]);
        (await ClaimIdsAsync()).ShouldBeEmpty();
        await CompleteAsync(running[2]);
        (await ClaimIdsAsync()).ShouldBe(ids[3..4]);

        await LimitAsync(3);
        (await ClaimIdsAsync()).ShouldBe(ids[4..6]);
        await LimitAsync();
        (await ClaimIdsAsync()).ShouldBe(ids[6..]);
    }

    [Fact]
    public async Task A_limit_that_was_taken_away_and_comes_back_counts_what_runs_then()
    {
        var ids = await AddManyAsync(4);
        await LimitAsync(1);
        await ClaimAsync();
        await LimitAsync();
        await ClaimAsync(1);
        await LimitAsync(3);

        (await ClaimIdsAsync()).ShouldBe(ids[2..3]);
    }

    [Fact]
    public async Task Other_queues_give_what_they_have_and_the_order_over_all_of_them_stays()
    {
        await LimitAsync(1);
        var ids = await AddAllAsync(
            Samples.Job(), Samples.Job() with { Queue = "render", Priority = 7 }, Samples.Job() with { Priority = 9 }, Samples.Job() with { Queue = "render" });

        var reply = await AskAsync(3, null, new ClaimLane("default", 10), new ClaimLane("render", 10));

        reply.Jobs.Select(job => job.Id).ShouldBe([ids[2], ids[1], ids[3]]);
    }

    [Fact]
    public async Task Claims_from_a_queue_at_its_limit_say_when_to_ask_again_and_others_do_not()
    {
        await AddManyAsync(2);
        await LimitAsync(2);

        (await AskAsync(lanes: new ClaimLane("default", 1))).AgainIn.ShouldBeNull("all that was wanted came");
        (await AskAsync(lanes: new ClaimLane("default", 3))).AgainIn.ShouldBe(ClaimReply.AgainAtLimit);
        await Store.Control.PauseAsync(PauseTarget.Queue("default"), "ann", null, Cancel);
        (await AskAsync(lanes: new ClaimLane("default", 3))).AgainIn.ShouldBeNull("a paused queue gives nothing");
    }

    [Fact]
    public async Task Nothing_of_a_queue_with_limits_comes_in_advance()
    {
        var ids = await AddManyAsync(5);
        await LimitAsync(4);

        var reply = await AskAsync(lanes: new ClaimLane("default", 1, Prefetch: 10));

        reply.Jobs.ShouldHaveSingleItem().Id.ShouldBe(ids[0]);
        reply.PassedOver.ShouldBeTrue();
    }

    [Fact]
    public async Task A_claim_that_is_asked_again_holds_what_it_held_and_counts_once()
    {
        var ids = await AddManyAsync(3);
        await LimitAsync(2);
        var request = new ClaimRequest { Token = new AttemptToken(Me, 4_711), Lanes = [new ClaimLane("default", 1)], Limit = 1 };

        var first = await Store.Claims.ClaimAsync(request, Cancel);
        var again = await Store.Claims.ClaimAsync(request, Cancel);

        again.Jobs.ShouldHaveSingleItem().Id.ShouldBe(first.Jobs[0].Id);
        (await ClaimIdsAsync()).ShouldBe(ids[1..2]);
    }

    [Fact]
    public async Task Of_jobs_that_have_lost_a_worker_one_comes_at_a_time_and_within_the_limit()
    {
        var ids = await AddManyAsync(4);
        var alive = await RegisterAsync("alive");
        await ClaimAsync(2);
        await TickAsync(7, alive);
        (await Store.Upkeep.RescueAsync([], 100, Cancel)).Count.ShouldBe(2);
        await LimitAsync(2);

        (await ClaimIdsAsync(worker: alive)).ShouldBe([ids[0], ids[2]]);
        (await ClaimIdsAsync(worker: alive)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_holds_no_place_and_its_steps_do()
    {
        await LimitAsync(1);
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b"));

        var step = await ClaimOneAsync();

        step.Id.ShouldBe(ids[1]);
        (await ClaimIdsAsync()).ShouldBeEmpty();
        await CompleteAsync(step);
        (await ClaimIdsAsync()).ShouldBe(ids[2..]);
    }

    [Fact]
    public async Task What_one_project_does_not_limit_another_one_may()
    {
        await Store.Limits.DeclareAsync("a", [new QueueLimit("default", 3), new QueueLimit("render", 4)], Cancel);
        await Store.Limits.DeclareAsync("b", [], Cancel);
        (await LimitsAsync()).ShouldBe([("default", 3, null), ("render", 4, null)]);

        QueueLimit before = new("default", 3), now = new("default", 2, Rate(10, 60));
        (await Store.Limits.DeclareAsync("b", [now], Cancel)).ShouldBe([new TakenLimit("a", before, now)]);
        (await Store.Limits.DeclareAsync("b", [now], Cancel)).ShouldBeEmpty();
        await Store.Limits.DeclareAsync("a", [], Cancel);
        (await LimitsAsync()).ShouldBe([("default", 2, Rate(10, 60))], "the last word counts, and a's is no longer there to be taken back");

        await Store.Limits.SetAsync(new QueueLimit("default", 5), "ann", Cancel);
        await Store.Limits.DeclareAsync("b", [], Cancel);
        (await LimitsAsync()).ShouldBe([("default", 5, null)], "what a person set stays until somebody says otherwise");
        (await Store.Limits.DeclareAsync("b", [now], Cancel)).ShouldBeEmpty("it was no project's");
        await Store.Limits.DeclareAsync("a", [now], Cancel);
        await Store.Limits.DeclareAsync("a", [], Cancel);
        (await LimitsAsync()).ShouldBeEmpty("it was a's by then, though b has it in its file");
        (await Store.Audit.ListAsync(1, null, Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(new AuditEntry("ann", "QUEUE_LIMITED", "queue default", "limit 5"));
    }

    [Fact]
    public async Task Setting_what_is_set_changes_nothing_and_none_takes_it_away()
    {
        var limit = new QueueLimit("default", 5, Rate(10, 60));
        (await Store.Limits.SetAsync(limit, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await Store.Limits.SetAsync(limit, "ann", Cancel)).Result.ShouldBe(ControlResult.Unchanged);
        (await Store.Limits.SetAsync(new QueueLimit("default"), "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await Store.Limits.SetAsync(new QueueLimit("default"), "ann", Cancel)).Result.ShouldBe(ControlResult.Unchanged);
        (await LimitsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_out_of_range_are_refused_whole()
    {
        QueueLimit[] wrong =
        [
            new("default", 0), new("default", QueueLimit.MostRunning + 1), new("", 1), new(new string('q', 101), 1), new("default"),
            new("default", null, Rate(0, 1)), new("default", null, Rate(1, 0.099)), new("default", null, Rate(Core.Jobs.Rate.MostStarts + 1, 1)),
        ];
        foreach (var limit in wrong)
        {
            await Should.ThrowAsync<RefusedException>(() => DeclareAsync(new QueueLimit("render", 1), limit));
        }

        await Should.ThrowAsync<RefusedException>(() => DeclareAsync(new QueueLimit("render", 1), new QueueLimit("render", 2)));
        (await Store.Limits.SetAsync(wrong[0], "ann", Cancel)).Result.ShouldBe(ControlResult.Refused);
        (await LimitsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_waits_for_its_queue_says_which_jobs_run()
    {
        var ids = await AddManyAsync(3);
        await LimitAsync(2);
        (await ReasonsAsync(ids[2])).ShouldBeEmpty();
        await ClaimAsync();

        var reason = (await ReasonsAsync(ids[2])).ShouldHaveSingleItem();

        (reason.Code, reason.Subject, reason.Limit, reason.Count, reason.Blocks).ShouldBe((WaitCode.QueueLimit, "default", 2, 2, true));
        reason.Jobs.Select(job => (job.Id, job.Worker)).ShouldBe([(ids[0], "me"), (ids[1], "me")]);
    }

    [Fact]
    public async Task An_end_wakes_whoever_waits_for_a_place()
    {
        await AddManyAsync(2);
        await LimitAsync(1);
        var job = await ClaimOneAsync();
        var seen = Store.Signals.Version;
        var woken = Store.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(30), Cancel);

        await CompleteAsync(job);

        (await woken).ShouldBeTrue();
    }

    private async Task<(string, int?, Rate?)[]> LimitsAsync() =>
        [.. (await Store.Queries.ListQueuesAsync(Cancel)).Select(queue => (queue.Name, queue.Limit, queue.Rate))];
}
