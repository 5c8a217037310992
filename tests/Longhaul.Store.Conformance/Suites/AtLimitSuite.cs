using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>What is done with a new job one of whose keys is at its limit.</summary>
public abstract class AtLimitSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob Keyed(AtLimit atLimit, int number = 0, int limit = 1, string key = "k") =>
        Samples.Job() with { Input = Input(number), Slots = [new SlotKey(key, limit, atLimit)] };

    private static string Input(int number) => $$"""{"n":{{number}}}""";

    private static NewJob Waiting(string key = "k") => Keyed(AtLimit.Wait, key: key);

    private async Task<Enqueued> TryAsync(NewJob job) => (await Store.Intake.EnqueueAsync([job], Cancel)).ShouldHaveSingleItem();

    private async Task<EnqueueResult[]> ResultsAsync(params NewJob[] jobs) => [.. (await Store.Intake.EnqueueAsync(jobs, Cancel)).Select(reply => reply.Result)];

    [Fact]
    public async Task A_dropped_job_is_not_added_takes_no_key_and_names_the_first_holder()
    {
        var first = await AddAsync(Keyed(AtLimit.Drop, limit: 2));
        (await TryAsync(Keyed(AtLimit.Drop, limit: 2))).Result.ShouldBe(EnqueueResult.Added);
        var job = Keyed(AtLimit.Drop, limit: 2) with { UniqueKeys = [UniqueKey.Idempotency("i")] };
        var dropped = await TryAsync(job);
        dropped.ShouldBe(new Enqueued(first, EnqueueResult.Dropped));
        dropped.Existed.ShouldBeTrue();
        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).Count.ShouldBe(2);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await TryAsync(job)).Result.ShouldBe(EnqueueResult.Added);
    }

    [Fact]
    public async Task Those_of_one_call_are_looked_at_in_their_order_whatever_else_is_in_it()
    {
        EnqueueResult[] expected = [EnqueueResult.Added, EnqueueResult.Added, EnqueueResult.Dropped];
        (await ResultsAsync([.. Enumerable.Repeat(Keyed(AtLimit.Drop, limit: 2), 3)])).ShouldBe(expected);
        NewJob[] jobs = [Samples.Run(), Samples.Step("a"), Samples.Step("b", 1), .. Enumerable.Repeat(Keyed(AtLimit.Drop, limit: 2, key: "other"), 3)];
        (await ResultsAsync(jobs)).ShouldBe([EnqueueResult.Added, EnqueueResult.Added, EnqueueResult.Added, .. expected]);
        (await ResultsAsync(Waiting("w"), Waiting("w"), Keyed(AtLimit.Drop, key: "w"))).ShouldBe([EnqueueResult.Added, EnqueueResult.Added, EnqueueResult.Dropped]);
    }

    [Fact]
    public async Task A_job_that_is_not_due_or_waits_for_others_waits_for_its_slot_as_well()
    {
        var first = await AddAsync(Waiting());
        (await TryAsync(Keyed(AtLimit.Drop) with { Delay = TimeSpan.FromSeconds(5) })).Result.ShouldBe(EnqueueResult.Added);
        (await TryAsync(Keyed(AtLimit.Drop) with { At = Clock.Now.AddSeconds(-5) })).Result.ShouldBe(EnqueueResult.Dropped);
        (await TryAsync(Keyed(AtLimit.CancelRunning) with { DependsOn = [new Dependency(JobRef.To(first))] })).Result.ShouldBe(EnqueueResult.Added);
        (await StateAsync(first)).ShouldBe(JobState.Ready);
        Pass(6);
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await Store.Queries.ListAsync(new JobFilter { State = JobState.Blocked }, new JobPage(10), Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_one_that_waits_becomes_the_new_one_at_its_place_in_line()
    {
        await AddAsync(Keyed(AtLimit.Replace, 1));
        var holder = await ClaimOneAsync();
        var waiting = await TryAsync(Keyed(AtLimit.Replace, 2));
        waiting.Result.ShouldBe(EnqueueResult.Added);
        var behind = await AddAsync(Waiting());
        var idempotent = Keyed(AtLimit.Replace, 3) with { UniqueKeys = [UniqueKey.Idempotency("i")] };
        (await TryAsync(idempotent)).ShouldBe(new Enqueued(waiting.Id, EnqueueResult.Replaced));
        (await TryAsync(idempotent)).ShouldBe(new Enqueued(waiting.Id, EnqueueResult.Existed));
        await FinishAsync(holder, Outcome.Completed());
        var next = await ClaimOneAsync();
        (next.Id, next.Input).ShouldBe((waiting.Id, Input(3)));
        await FinishAsync(next, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(behind);
    }

    [Fact]
    public async Task One_that_has_run_or_has_a_unique_key_is_not_replaced()
    {
        var unique = await AddAsync(Waiting() with { UniqueKeys = [UniqueKey.WhileUnfinished("u")] });
        var first = await ClaimOneAsync();
        first.Id.ShouldBe(unique);
        var retrying = await AddAsync(Waiting());
        await FinishAsync(first, Outcome.Retry("x", "y", TimeSpan.FromSeconds(1)));
        Pass(2);
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await StateAsync(unique)).ShouldBe(JobState.Blocked);
        (await StateAsync(retrying)).ShouldBe(JobState.Ready);
        await AddAsync(Waiting() with { UniqueKeys = [UniqueKey.WhileUnfinished("v")] });
        var added = await TryAsync(Keyed(AtLimit.Replace));
        added.Result.ShouldBe(EnqueueResult.Added);
        (await TryAsync(Keyed(AtLimit.Replace))).ShouldBe(new Enqueued(added.Id, EnqueueResult.Replaced));
    }

    [Fact]
    public async Task A_running_holder_is_asked_to_cancel_and_the_new_job_starts_when_it_has_ended()
    {
        var first = await AddAsync(Waiting());
        var running = await ClaimOneAsync();
        var next = await TryAsync(Keyed(AtLimit.CancelRunning));
        next.Result.ShouldBe(EnqueueResult.Added);
        (await GetAsync(first)).ShouldSatisfyAllConditions(
            j => j.State.ShouldBe(JobState.Running), j => j.CancelRequested.ShouldBeTrue(), j => j.Error!.Message.ShouldBe($"cancelled by job {next.Id}: it takes the place under key k"));
        (await Store.Audit.ListAsync(10, cancel: Cancel))[0].Entry.ShouldBe(new AuditEntry($"job {next.Id}", "JOB_CANCELLED", $"job {first}", "it takes the place under key k"));
        (await Store.Workers.ListCancelRequestsAsync(Me, Cancel)).ShouldHaveSingleItem().JobId.ShouldBe(first);
        (await ClaimAsync()).ShouldBeEmpty();
        await FinishAsync(running, Outcome.Retry("x", "y", TimeSpan.Zero));
        (await StateAsync(first)).ShouldBe(JobState.Cancelled);
        (await ClaimOneAsync()).Id.ShouldBe(next.Id);
    }

    [Fact]
    public async Task The_oldest_holder_that_was_not_asked_yet_is_asked_and_one_that_has_not_begun_makes_room_at_once()
    {
        var ids = await AddAllAsync(Keyed(AtLimit.Wait, limit: 2), Keyed(AtLimit.Wait, limit: 2));
        await ClaimAsync();
        await AddAsync(Keyed(AtLimit.CancelRunning, limit: 2));
        (await GetAsync(ids[0])).CancelRequested.ShouldBeTrue();
        (await GetAsync(ids[1])).CancelRequested.ShouldBeFalse();
        await AddAsync(Keyed(AtLimit.CancelRunning, limit: 2));
        (await GetAsync(ids[1])).CancelRequested.ShouldBeTrue();
        (await TryAsync(Keyed(AtLimit.CancelRunning, limit: 2))).Result.ShouldBe(EnqueueResult.Added);

        var ready = await AddAsync(Waiting("r"));
        var instead = await AddAsync(Keyed(AtLimit.CancelRunning, key: "r"));
        (await StateAsync(ready)).ShouldBe(JobState.Cancelled);
        (await StateAsync(instead)).ShouldBe(JobState.Ready);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_holder_of_two_keys_makes_room_under_both_and_nobody_else_is_asked(bool running)
    {
        var both = await AddAsync(Samples.Job() with { Slots = [new SlotKey("a", 1), new SlotKey("b", 2)] });
        var one = await AddAsync(Keyed(AtLimit.Wait, limit: 2, key: "b"));
        if (running)
        {
            (await ClaimAsync()).Count.ShouldBe(2);
        }

        var next = await AddAsync(Samples.Job() with { Slots = [new SlotKey("a", 1, AtLimit.CancelRunning), new SlotKey("b", 2, AtLimit.CancelRunning)] });
        (await GetAsync(both)).ShouldSatisfyAllConditions(
            j => j.CancelRequested.ShouldBe(running), j => j.State.ShouldBe(running ? JobState.Running : JobState.Cancelled));
        (await GetAsync(one)).ShouldSatisfyAllConditions(
            j => j.CancelRequested.ShouldBeFalse(), j => j.State.ShouldBe(running ? JobState.Running : JobState.Ready));
        (await StateAsync(next)).ShouldBe(running ? JobState.Blocked : JobState.Ready);
    }

    [Fact]
    public async Task Of_several_in_one_call_each_asks_one_and_a_place_that_will_be_free_anyway_is_asked_for_by_nobody()
    {
        var ids = await AddAllAsync([.. Enumerable.Repeat(Keyed(AtLimit.Wait, limit: 3), 3)]);
        await ClaimAsync();
        var next = await AddAllAsync(Keyed(AtLimit.CancelRunning, 1, limit: 3), Keyed(AtLimit.CancelRunning, 2, limit: 3));
        (await AskedAsync(ids)).ShouldBe([true, true, false]);
        await Store.Control.CancelAsync(next[0], "ann", null, Cancel);
        await AddAsync(Keyed(AtLimit.CancelRunning, 3, limit: 3));
        (await AskedAsync(ids)).ShouldBe([true, true, false]);
        await AddAsync(Keyed(AtLimit.CancelRunning, 4, limit: 3));
        (await AskedAsync(ids)).ShouldBe([true, true, true]);
    }

    [Fact]
    public async Task Of_several_keys_dropping_goes_first_and_what_is_there_by_a_unique_key_before_all()
    {
        SlotKey[] both = [new("a", 1, AtLimit.CancelRunning), new("b", 1, AtLimit.Drop)];
        var a = await AddAsync(Waiting("a"));
        var job = await TryAsync(Samples.Job() with { Slots = both, UniqueKeys = [UniqueKey.WhileUnfinished("u")] });
        job.Result.ShouldBe(EnqueueResult.Added);
        (await StateAsync(a)).ShouldBe(JobState.Cancelled);
        (await TryAsync(Samples.Job() with { Slots = both })).ShouldBe(new Enqueued(job.Id, EnqueueResult.Dropped));
        (await StateAsync(job.Id)).ShouldBe(JobState.Ready);
        (await TryAsync(Samples.Job() with { Slots = both, UniqueKeys = [UniqueKey.WhileUnfinished("u")] })).ShouldBe(new Enqueued(job.Id, EnqueueResult.Existed));
    }

    [Fact]
    public async Task A_member_of_a_run_and_one_that_would_be_two_others_are_refused()
    {
        await Should.ThrowAsync<RefusedException>(() => AddAllAsync(Samples.Run(), Samples.Step("a") with { Slots = [new SlotKey("k", 1, AtLimit.Drop)] }));
        var refusal = await Should.ThrowAsync<RefusedException>(() => AddAsync(Keyed(AtLimit.Replace) with { UniqueKeys = [UniqueKey.WhileUnfinished("u")] }));
        refusal.Message.ShouldContain("'unique:u'");
    }

    [Fact]
    public async Task A_spawned_job_waits()
    {
        var first = await AddAsync(Waiting());
        var spawned = Keyed(AtLimit.Drop) with { Kind = "spawned" };
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed() with { Spawn = [spawned, spawned with { Slots = [new SlotKey("k", 1, AtLimit.CancelRunning)] }] });
        (await StateAsync(first)).ShouldBe(JobState.Completed);
        await CompleteAllAsync();
        (await Store.Queries.ListAsync(new JobFilter { Kind = "spawned", State = JobState.Completed }, new JobPage(10), Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Of_fifty_at_once_one_is_added_and_the_others_are_dropped()
    {
        var replies = await FiftyAsync(AtLimit.Drop);
        var added = replies.Where(reply => reply.Result == EnqueueResult.Added).ShouldHaveSingleItem();
        replies.ShouldAllBe(reply => reply.Id == added.Id);
    }

    [Fact]
    public async Task Of_fifty_at_once_one_waits()
    {
        await AddAsync(Waiting());
        var running = await ClaimOneAsync();
        var replies = await FiftyAsync(AtLimit.Replace);
        var added = replies.Where(reply => reply.Result == EnqueueResult.Added).ShouldHaveSingleItem();
        replies.Except([added]).ShouldAllBe(reply => reply == new Enqueued(added.Id, EnqueueResult.Replaced));
        await FinishAsync(running, Outcome.Completed());
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(added.Id);
    }

    [Fact]
    public async Task Of_fifty_at_once_each_asks_one_holder_and_the_last_holds_the_place()
    {
        var replies = await FiftyAsync(AtLimit.CancelRunning);
        replies.ShouldAllBe(reply => reply.Result == EnqueueResult.Added);
        var states = await Task.WhenAll(replies.Select(reply => StateAsync(reply.Id)));
        states.Count(state => state == JobState.Cancelled).ShouldBe(49);
        states.Count(state => state == JobState.Ready).ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem();
    }

    private async Task<List<bool>> AskedAsync(long[] ids)
    {
        var asked = new List<bool>();
        foreach (var id in ids)
        {
            asked.Add((await GetAsync(id)).CancelRequested);
        }

        return asked;
    }

    private Task<Enqueued[]> FiftyAsync(AtLimit atLimit) =>
        Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => TryAsync(Keyed(atLimit, number)), Cancel)));
}
