using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>A key whose limit was changed while jobs wait for it.</summary>
public abstract class ChangedLimitSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob Keyed(int limit, string key = "k") => Samples.Job() with { Slots = [new SlotKey(key, limit)] };

    [Fact]
    public async Task Those_who_wait_under_a_lower_limit_are_passed_by_nobody()
    {
        var old = await AddAllAsync(Keyed(1), Keyed(1), Keyed(1));
        var holder = await ClaimOneAsync();
        var young = await AddAllAsync(Keyed(3), Keyed(3), Keyed(3));
        (await ClaimAsync()).ShouldBeEmpty();
        foreach (var expected in old.Skip(1))
        {
            await FinishAsync(holder, Outcome.Completed());
            (await StateAsync(young[2])).ShouldBe(JobState.Blocked);
            holder = await ClaimOneAsync();
            holder.Id.ShouldBe(expected);
        }

        // The last of the old ones has begun, so nobody is passed any more.
        (await StatesAsync(young)).ShouldBe([JobState.Ready, JobState.Ready, JobState.Blocked]);
        await FinishAsync(holder, Outcome.Completed());
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(young, ignoreOrder: true);
    }

    [Fact]
    public async Task A_newer_one_that_comes_alone_or_comes_back_waits_behind_them_too()
    {
        var young = await AddAsync(Keyed(2));
        await FinishAsync(await ClaimOneAsync(), Outcome.Retry("x", "y", TimeSpan.FromSeconds(1)));
        var old = await AddAllAsync(Keyed(1), Keyed(1));
        var holder = await ClaimOneAsync();
        Pass(2);
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await StateAsync(young)).ShouldBe(JobState.Blocked);
        (await ClaimAsync()).ShouldBeEmpty();
        (await ExplainAsync(young)).ShouldBe((1, 1));
        await FinishAsync(holder, Outcome.Completed());
        (await StatesAsync([old[1], young])).ShouldBe([JobState.Ready, JobState.Ready]);
    }

    [Fact]
    public async Task What_would_have_to_wait_behind_them_is_dropped_where_it_says_so()
    {
        var first = await AddAllAsync(Keyed(1), Keyed(1));
        var late = (await Store.Intake.EnqueueAsync([Samples.Job() with { Slots = [new SlotKey("k", 3, AtLimit.Drop)] }], Cancel)).ShouldHaveSingleItem();
        late.ShouldBe(new Enqueued(first[0], EnqueueResult.Dropped));
    }

    [Fact]
    public async Task A_lower_limit_counts_for_all_as_soon_as_one_waits_under_it()
    {
        var old = await AddAllAsync(Keyed(3), Keyed(3), Keyed(3), Keyed(3));
        var jobs = await ClaimAsync();
        var low = await AddAsync(Keyed(1));
        await FinishAsync(jobs[0], Outcome.Completed());
        await FinishAsync(jobs[1], Outcome.Completed());
        (await ClaimAsync()).ShouldBeEmpty();
        await FinishAsync(jobs[2], Outcome.Completed());
        var next = await ClaimOneAsync();
        next.Id.ShouldBe(old[3]);
        await FinishAsync(next, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(low);
    }

    [Fact]
    public async Task Who_leaves_the_line_holds_nobody_back_any_more()
    {
        var ids = await AddAllAsync(Keyed(3), Keyed(1), Keyed(3));
        (await StatesAsync(ids)).ShouldBe([JobState.Ready, JobState.Blocked, JobState.Blocked]);
        await Store.Control.CancelAsync(ids[1], "ann", null, Cancel);
        (await StateAsync(await AddAsync(Keyed(3)))).ShouldBe(JobState.Ready);
        await Store.Upkeep.AdmitAsync(Cancel);
        (await StateAsync(ids[2])).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task Many_of_two_limits_go_in_their_order_and_all_of_them()
    {
        var ids = await AddAllAsync([.. Enumerable.Range(0, 60).Select(number => Keyed(1 + (number / 20 % 2)))]);
        var order = new List<long>();
        while (await ClaimAsync(1) is [var job])
        {
            order.Add(job.Id);
            await FinishAsync(job, Outcome.Completed());
        }

        order.ShouldBe(ids);
    }

    private async Task<List<JobState>> StatesAsync(IEnumerable<long> ids)
    {
        var states = new List<JobState>();
        foreach (var id in ids)
        {
            states.Add(await StateAsync(id));
        }

        return states;
    }

    private async Task<(int? Limit, long? Count)> ExplainAsync(long id)
    {
        var reason = (await Store.Queries.ExplainAsync(id, Cancel))!.Reasons.Single(one => one.Code == WaitCode.Slot);
        return (reason.Limit, reason.Count);
    }
}
