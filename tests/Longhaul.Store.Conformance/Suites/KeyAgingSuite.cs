using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>A low priority does not starve where it waits for a key.</summary>
public abstract class KeyAgingSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static readonly SlotKey Key = new("k", 1);

    protected override int KeyAging => 4;

    private static NewJob Job(int priority, params SlotKey[] slots) => Samples.Job() with { Priority = priority, Slots = slots.Length == 0 ? [Key] : slots };

    [Fact]
    public async Task The_priority_that_has_waited_longest_gets_the_place_now_and_then_and_only_then()
    {
        await AddAsync(Job(9));
        var low = await AddAllAsync(Job(0), Job(0));
        await AddAllAsync(Job(9), Job(5));
        for (var i = 0; i < 40; i++)
        {
            await AddAsync(Job(9));
            var holder = await ClaimOneAsync();
            await FinishAsync(holder, Outcome.Completed());
            var next = (await Store.Queries.ListAsync(new JobFilter { State = JobState.Ready }, new(1), Cancel)).ShouldHaveSingleItem();
            if (await LeftAsync(low) is { Length: > 0 } left)
            {
                (next.Id == left[0]).ShouldBe(KeyLine.IsForOldest(holder.Id, 4), $"end of job {holder.Id}");
            }
        }

        (await StateAsync(low[1])).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task One_that_lacks_another_key_leaves_it_to_the_others()
    {
        var other = new SlotKey("other", 1);
        await AddAllAsync(Job(5, other), Job(9));
        var low = await AddAsync(Job(0, Key, other));
        for (var i = 0; i < 20; i++)
        {
            var next = await AddAsync(Job(9));
            var holder = (await ClaimAsync()).Single(job => job.Slots is [{ Key: "k" }]);
            await FinishAsync(holder, Outcome.Completed());
            (await StateAsync(next)).ShouldBe(JobState.Ready);
        }

        (await StateAsync(low)).ShouldBe(JobState.Blocked);
    }

    [Fact]
    public async Task Where_the_oldest_lacks_another_key_the_next_priority_has_its_turn()
    {
        var other = new SlotKey("other", 1);
        await AddAllAsync(Job(5, other), Job(9));
        await AddAsync(Job(0, Key, other));
        var next = await AddAsync(Job(1));
        for (var i = 0; i < 20 && await StateAsync(next) == JobState.Blocked; i++)
        {
            await AddAsync(Job(9));
            var holder = (await ClaimAsync()).Single(job => job.Slots is [{ Key: "k" }]);
            await FinishAsync(holder, Outcome.Completed());
            (await StateAsync(next) != JobState.Blocked).ShouldBe(KeyLine.IsForOldest(holder.Id, 4), $"end of job {holder.Id}");
        }

        (await StateAsync(next)).ShouldBe(JobState.Ready);
    }

    private async Task<long[]> LeftAsync(long[] low)
    {
        var states = new List<long>();
        foreach (var id in low)
        {
            states.AddRange(await StateAsync(id) is JobState.Blocked or JobState.Ready ? [id] : []);
        }

        return [.. states];
    }
}
