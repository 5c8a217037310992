using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Unique keys that let a new job take the place of the one that waits.</summary>
public abstract class ReplaceSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static UniqueKey Key(UniqueConflict onConflict, UniqueScope scope = UniqueScope.Unfinished) =>
        new("k", scope, TimeSpan.FromSeconds(100), onConflict);

    private static NewJob Numbered(int number, UniqueConflict onConflict = UniqueConflict.Replace, UniqueScope scope = UniqueScope.Unfinished) =>
        Samples.Job() with { Input = Input(number), UniqueKeys = [Key(onConflict, scope)] };

    private static string Input(int number) => $$"""{"n":{{number}}}""";

    private async Task<Enqueued> TryAsync(NewJob job) => (await Store.Intake.EnqueueAsync([job], Cancel)).ShouldHaveSingleItem();

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public async Task The_one_that_waits_becomes_the_new_one_and_keeps_its_id_its_time_and_its_keys()
    {
        var first = await AddAsync(Numbered(1) with { Delay = Seconds(50) });
        var before = await GetAsync(first);
        Pass(3);
        var job = new NewJob
        {
            Kind = "other", Queue = "render", Priority = 8, Tenant = "t", Step = "s", Input = Input(2), Definition = """{"d":1}""", Delay = Seconds(20),
            UniqueKeys = [UniqueKey.Idempotency("i"), Key(UniqueConflict.Replace)], Slots = [new SlotKey("a", 3)], Exclusive = true,
            OnWorkerLost = OnWorkerLost.Fail, KeepHistory = false,
        };
        (await TryAsync(job)).ShouldBe(new Enqueued(first, EnqueueResult.Replaced));
        var after = await GetAsync(first);
        (after with { Slots = [], UniqueKeys = [] }).ShouldBe(before with
        {
            Kind = "other", Queue = "render", Priority = 8, Tenant = "t", Step = "s", Input = Input(2), Definition = """{"d":1}""",
            DueAt = Clock.Now.AddSeconds(20), Exclusive = true, OnWorkerLost = OnWorkerLost.Fail, KeepHistory = false, Slots = [], UniqueKeys = [],
        });
        after.Slots.ShouldBe(job.Slots);
        after.UniqueKeys.ShouldBe(before.UniqueKeys);
        (await TryAsync(Samples.Job() with { UniqueKeys = [UniqueKey.Idempotency("i")] })).ShouldBe(new Enqueued(first, true));
    }

    [Fact]
    public async Task Replacing_takes_the_new_due_time_and_extending_the_later_one()
    {
        var replaced = await AddAsync(Numbered(1) with { Delay = Seconds(50) });
        await TryAsync(Numbered(2) with { Delay = Seconds(20) });
        (await GetAsync(replaced)).DueAt.ShouldBe(Clock.Now.AddSeconds(20));
        await TryAsync(Numbered(3));
        (await GetAsync(replaced)).ShouldSatisfyAllConditions(j => j.State.ShouldBe(JobState.Ready), j => j.DueAt.ShouldBeNull());

        NewJob Extending(int number) => Numbered(number) with { UniqueKeys = [new UniqueKey("e", UniqueScope.Unfinished, default, UniqueConflict.Extend)] };
        var extended = await AddAsync(Extending(4) with { Delay = Seconds(50) });
        var due = (await GetAsync(extended)).DueAt;
        (await TryAsync(Extending(5) with { Delay = Seconds(20) })).ShouldBe(new Enqueued(extended, EnqueueResult.Replaced));
        await TryAsync(Extending(6));
        (await GetAsync(extended)).ShouldSatisfyAllConditions(j => j.DueAt.ShouldBe(due), j => j.Input.ShouldBe(Input(6)));
        Pass(10);
        await TryAsync(Extending(7) with { Delay = Seconds(50) });
        (await GetAsync(extended)).DueAt.ShouldBe(Clock.Now.AddSeconds(50));
    }

    [Fact]
    public async Task A_job_that_is_ready_already_waits_again_where_it_is_extended()
    {
        var id = await AddAsync(Numbered(1, UniqueConflict.Extend));
        await TryAsync(Numbered(2, UniqueConflict.Extend) with { Delay = Seconds(30) });
        (await ClaimAsync()).ShouldBeEmpty();
        Pass(30);
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await ClaimOneAsync()).ShouldSatisfyAllConditions(j => j.Id.ShouldBe(id), j => j.Input.ShouldBe(Input(2)));
    }

    [Fact]
    public async Task It_keeps_its_place_in_its_line_and_goes_to_the_end_of_another()
    {
        var first = await AddAsync(Numbered(1));
        var second = await AddAsync(Samples.Job());
        await TryAsync(Numbered(2));
        (await ClaimOneAsync()).Id.ShouldBe(first);

        var low = await AddAsync(Numbered(3) with { UniqueKeys = [new UniqueKey("p", UniqueScope.Waiting, default, UniqueConflict.Replace)], Priority = 4 });
        await TryAsync(Numbered(4) with { UniqueKeys = [new UniqueKey("p", UniqueScope.Waiting, default, UniqueConflict.Replace)] });
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([second, low]);
    }

    [Theory]
    [InlineData(UniqueConflict.Replace)]
    [InlineData(UniqueConflict.Extend)]
    public async Task While_the_holder_runs_one_follows_that_takes_the_inputs_that_come_until_the_holder_has_ended(UniqueConflict onConflict)
    {
        await AddAsync(Numbered(1, onConflict));
        var running = await ClaimOneAsync();
        var next = await TryAsync(Numbered(2, onConflict));
        next.Result.ShouldBe(EnqueueResult.Added);
        (await TryAsync(Numbered(3, onConflict))).ShouldBe(new Enqueued(next.Id, EnqueueResult.Replaced));
        (await ClaimAsync()).ShouldBeEmpty();
        await FinishAsync(running, Outcome.Failed("x", "y"));
        (await ClaimOneAsync()).ShouldSatisfyAllConditions(j => j.Id.ShouldBe(next.Id), j => j.Input.ShouldBe(Input(3)));
    }

    [Fact]
    public async Task One_that_waits_to_be_tried_again_is_followed_and_not_changed()
    {
        var first = await AddAsync(Numbered(1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Retry("x", "y", Seconds(9)));
        var next = await TryAsync(Numbered(2));
        next.Result.ShouldBe(EnqueueResult.Added);
        (await GetAsync(first)).Input.ShouldBe(Input(1));
        (await Store.Queries.ListDependenciesAsync(next.Id, Cancel)).ShouldHaveSingleItem().ShouldBe(new DependencyEdge(next.Id, first, true));
    }

    [Fact]
    public async Task A_key_for_the_waiting_is_free_once_the_holder_has_begun_and_nothing_waits_for_it()
    {
        await AddAsync(Numbered(1, scope: UniqueScope.Waiting));
        await ClaimOneAsync();
        (await TryAsync(Numbered(2, scope: UniqueScope.Waiting))).Result.ShouldBe(EnqueueResult.Added);
        (await ClaimOneAsync()).Input.ShouldBe(Input(2));

        await AddAsync(Samples.Job() with { UniqueKeys = [UniqueKey.WhileUnfinished("u")] });
        await ClaimOneAsync();
        var key = new UniqueKey(UniqueKey.WhileUnfinished("u").Key, UniqueScope.Waiting, default, UniqueConflict.Replace);
        (await StateAsync((await TryAsync(Samples.Job() with { UniqueKeys = [key] })).Id)).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_period_bounds_how_long_one_is_replaced_and_never_keeps_a_last_input_out()
    {
        var first = await AddAsync(Numbered(1, UniqueConflict.Extend, UniqueScope.Period) with { Delay = Seconds(60) });
        Pass(59);
        (await TryAsync(Numbered(2, UniqueConflict.Extend, UniqueScope.Period) with { Delay = Seconds(60) })).Id.ShouldBe(first);
        Pass(41);
        (await TryAsync(Numbered(3, UniqueConflict.Extend, UniqueScope.Period))).Result.ShouldBe(EnqueueResult.Added);
        await CompleteAllAsync();
        (await TryAsync(Numbered(4, UniqueConflict.Extend, UniqueScope.Period))).Result.ShouldBe(EnqueueResult.Added);
        (await ClaimOneAsync()).Input.ShouldBe(Input(4));
    }

    [Fact]
    public async Task A_slot_that_it_held_is_free_though_it_gets_one_under_another_key()
    {
        var held = Numbered(1) with { Slots = [new SlotKey("a", 1), new SlotKey("b", 1)] };
        var id = await AddAsync(held);
        await TryAsync(Numbered(2) with { Slots = [new SlotKey("c", 1)] });
        (await StateAsync(id)).ShouldBe(JobState.Ready);
        (await StateAsync(await AddAsync(held with { UniqueKeys = [] }))).ShouldBe(JobState.Ready);
        (await StateAsync(await AddAsync(Samples.Job() with { Slots = [new SlotKey("c", 1)] }))).ShouldBe(JobState.Blocked);
    }

    [Fact]
    public async Task A_slot_that_it_held_goes_to_the_next_and_the_new_keys_count()
    {
        SlotKey a = new("a", 1), b = new("b", 1);
        var first = await AddAsync(Numbered(1) with { Slots = [a] });
        var second = await AddAsync(Samples.Job() with { Slots = [a] });
        await AddAsync(Samples.Job("busy") with { Slots = [b] });
        (await TryAsync(Numbered(2) with { Slots = [b] })).Id.ShouldBe(first);
        (await StateAsync(first)).ShouldBe(JobState.Blocked);
        var claimed = await ClaimAsync();
        claimed.Select(job => job.Id).ShouldContain(second);
        await FinishAsync(claimed.Single(job => job.Kind == "busy"), Outcome.Completed());
        (await ClaimOneAsync()).ShouldSatisfyAllConditions(j => j.Id.ShouldBe(first), j => j.Slots.ShouldBe([b]), j => j.Input.ShouldBe(Input(2)));
    }

    [Fact]
    public async Task One_that_keeps_its_slot_key_keeps_its_slot_and_its_place()
    {
        SlotKey a = new("a", 1);
        var first = await AddAsync(Numbered(1) with { Slots = [a] });
        var second = await AddAsync(Samples.Job() with { Slots = [a] });
        await TryAsync(Numbered(2) with { Slots = [a] });
        var claimed = await ClaimOneAsync();
        (claimed.Id, claimed.Input).ShouldBe((first, Input(2)));
        await FinishAsync(claimed, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(second);
    }

    [Fact]
    public async Task What_it_waits_for_and_what_waits_for_it_stay()
    {
        var need = await AddAsync(Samples.Job("need"));
        var id = await AddAsync(Numbered(1) with { DependsOn = [new Dependency(JobRef.To(need))] });
        var dependent = await AddAsync(Samples.Job() with { DependsOn = [new Dependency(JobRef.To(id))] });
        (await TryAsync(Numbered(2))).Id.ShouldBe(id);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var claimed = await ClaimOneAsync();
        (claimed.Id, claimed.Input).ShouldBe((id, Input(2)));
        await FinishAsync(claimed, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(dependent);
    }

    [Fact]
    public async Task A_new_one_that_waits_for_others_replaces_nothing_and_follows()
    {
        var first = await AddAsync(Numbered(1));
        var next = await TryAsync(Numbered(2) with { DependsOn = [new Dependency(JobRef.To(await AddAsync(Samples.Job())))] });
        next.Result.ShouldBe(EnqueueResult.Added);
        (await Store.Queries.ListDependenciesAsync(next.Id, Cancel)).Select(edge => edge.DependsOn).ShouldContain(first);
    }

    [Fact]
    public async Task A_held_key_that_skips_goes_before_one_that_replaces()
    {
        var waiting = await AddAsync(Numbered(1));
        var known = await AddAsync(Samples.Job() with { UniqueKeys = [UniqueKey.Idempotency("i")] });
        (await TryAsync(Numbered(2) with { UniqueKeys = [Key(UniqueConflict.Replace), UniqueKey.Idempotency("i")] })).ShouldBe(new Enqueued(known, true));
        (await GetAsync(waiting)).Input.ShouldBe(Input(1));
    }

    [Fact]
    public async Task Items_of_one_call_replace_each_other_and_the_last_one_counts()
    {
        var blocked = Samples.Job() with { DependsOn = [new Dependency(JobRef.InCall(0))] };
        var slotted = Numbered(1) with { Slots = [new SlotKey("a", 1)] };
        var replies = await Store.Intake.EnqueueAsync([slotted, slotted with { Input = Input(2) }, blocked, slotted with { Input = Input(3) }], Cancel);
        replies.Select(reply => reply.Result).ShouldBe([EnqueueResult.Added, EnqueueResult.Replaced, EnqueueResult.Added, EnqueueResult.Replaced]);
        (await ClaimOneAsync()).ShouldSatisfyAllConditions(j => j.Id.ShouldBe(replies[0].Id), j => j.Input.ShouldBe(Input(3)));
    }

    [Fact]
    public async Task One_that_its_call_will_cancel_takes_no_input_away()
    {
        var failing = await AddAsync(Samples.Job());
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        var replies = await Store.Intake.EnqueueAsync([Numbered(1) with { DependsOn = [new Dependency(JobRef.To(failing))] }, Numbered(2)], Cancel);
        (await StateAsync(replies[0].Id)).ShouldBe(JobState.Cancelled);
        (await ClaimOneAsync()).ShouldSatisfyAllConditions(j => j.Id.ShouldBe(replies[1].Id), j => j.Input.ShouldBe(Input(2)));
    }

    [Fact]
    public async Task A_run_replaces_nothing_and_neither_does_a_member_or_one_with_two_such_keys()
    {
        NewJob[] run = [Samples.Run() with { UniqueKeys = [Key(UniqueConflict.Replace)] }, Samples.Step("a")];
        await Should.ThrowAsync<RefusedException>(() => Store.Intake.EnqueueAsync(run, Cancel));
        NewJob[] member = [Samples.Run(), Samples.Step("a") with { UniqueKeys = [Key(UniqueConflict.Extend)] }];
        await Should.ThrowAsync<RefusedException>(() => Store.Intake.EnqueueAsync(member, Cancel));
        var two = Samples.Job() with { UniqueKeys = [Key(UniqueConflict.Extend), Key(UniqueConflict.Replace) with { Key = "l" }] };
        (await Should.ThrowAsync<RefusedException>(() => TryAsync(two))).Message.ShouldContain("at most one");
    }

    [Fact]
    public async Task A_run_that_holds_the_key_is_followed()
    {
        NewJob[] run = [Samples.Run() with { UniqueKeys = [UniqueKey.WhileUnfinished("r")] }, Samples.Step("a")];
        await AddAllAsync(run);
        var next = await TryAsync(Samples.Job() with { UniqueKeys = [UniqueKey.WhileUnfinished("r") with { OnConflict = UniqueConflict.Replace }] });
        next.Result.ShouldBe(EnqueueResult.Added);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(next.Id);
    }

    [Theory]
    [InlineData(UniqueConflict.Replace)]
    [InlineData(UniqueConflict.Extend)]
    public async Task Of_fifty_at_once_one_waits_with_one_of_their_inputs(UniqueConflict onConflict)
    {
        var replies = await Task.WhenAll(Enumerable.Range(1, 50).Select(number => Task.Run(() => TryAsync(Numbered(number, onConflict)), Cancel)));
        replies.Count(reply => reply.Result == EnqueueResult.Added).ShouldBe(1);
        replies.Count(reply => reply.Result == EnqueueResult.Replaced).ShouldBe(49);
        var waiting = (await ClaimAsync()).ShouldHaveSingleItem();
        replies.ShouldAllBe(reply => reply.Id == waiting.Id);
        Enumerable.Range(1, 50).Select(Input).ShouldContain(waiting.Input);
        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(UniqueConflict.Replace)]
    [InlineData(UniqueConflict.Extend)]
    public async Task Fifty_at_once_beside_a_worker_lose_nothing_run_nothing_twice_and_the_last_one_runs_last(UniqueConflict onConflict)
    {
        SlotKey slot = new("a", 1);
        var (added, ran) = (new ConcurrentBag<long>(), new ConcurrentQueue<(long Id, string Input)>());
        var calling = Task.WhenAll(Enumerable.Range(1, 50).Select(number => Task.Run(async () =>
        {
            var reply = await TryAsync(Numbered(number, onConflict) with { Slots = [slot] });
            if (reply.Result == EnqueueResult.Added)
            {
                added.Add(reply.Id);
            }
        }, Cancel)));
        var working = Task.Run(() => WorkAsync(calling, ran), Cancel);
        await calling;
        var last = await TryAsync(Numbered(51, onConflict) with { Slots = [slot] });
        await working;
        await WorkAsync(Task.CompletedTask, ran);
        ran.Select(one => one.Id).Order().ShouldBe(added.Concat(last.Result == EnqueueResult.Added ? [last.Id] : []).Order());
        ran.Select(one => one.Input).Distinct().Count().ShouldBe(ran.Count);
        ran.Last().Input.ShouldBe(Input(51));
        (await Store.Queries.ListQueuesAsync(Cancel)).ShouldBeEmpty();
    }

    /// <summary>Runs what is ready, one after the other, until nothing is and nobody calls any more.</summary>
    private async Task WorkAsync(Task calling, ConcurrentQueue<(long, string)> ran)
    {
        bool more;
        do
        {
            more = !calling.IsCompleted;
            foreach (var job in await ClaimAsync(1))
            {
                more = true;
                ran.Enqueue((job.Id, job.Input));
                (await FinishAsync(job, Outcome.Completed())).ShouldBe(FinishReply.Accepted);
            }
        }
        while (more);
    }
}
