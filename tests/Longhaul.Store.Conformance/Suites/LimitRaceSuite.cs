using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Eight workers on one queue with a limit, some of which die with what they hold.</summary>
public abstract class LimitRaceSuite<TFactory> : LimitStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private int _running;
    private int _most;
    private int _over;
    private int _died;
    private int _claims;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public Task Eight_claimers_never_run_more_than_the_limit(int limit) => DrainAsync(200, limit);

    [Fact]
    [Trait("tier", "soak")]
    public Task Eight_claimers_never_run_more_than_five_of_20_000() => DrainAsync(20_000, 5);

    private async Task DrainAsync(int count, int limit)
    {
        await LimitAsync(limit);
        for (var left = count; left > 0; left -= 1_000)
        {
            await AddManyAsync(Math.Min(left, 1_000));
        }

        await FillAsync(limit);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed: {seed}");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => WorkAsync("w" + i, new Random(seed + i), limit, count), Cancel)));
        _most.ShouldBeLessThanOrEqualTo(limit);
        _died.ShouldBeGreaterThan(0);
        (await Store.Queries.ListQueuesAsync(Cancel)).ShouldHaveSingleItem().ShouldBe(new QueueRecord("default", false, 0, 0, 0, 0) { Limit = limit });
    }

    /// <summary>The limit is used whole: how far eight claimers overlap is the scheduler's affair, so this is asked of one.</summary>
    private async Task FillAsync(int limit)
    {
        var held = (await AskAsync(limit + 1, await RegisterAsync("first"))).Jobs;
        held.Count.ShouldBe(limit);
        await EndAsync(held);
    }

    private async Task WorkAsync(string label, Random random, int limit, int count)
    {
        var me = await RegisterAsync(label);
        while (Volatile.Read(ref _over) < count)
        {
            var seen = Store.Signals.Version;
            var reply = await AskAsync(1 + random.Next(limit), me);
            var running = Interlocked.Add(ref _running, reply.Jobs.Count);
            InterlockedMax(running);
            await Task.Yield();
            Interlocked.Add(ref _running, -reply.Jobs.Count);
            if (reply.Jobs.Count == 0)
            {
                await Store.Signals.WaitForChangeAsync(seen, reply.AgainIn ?? ClaimReply.AgainAtLimit, Cancel);
            }
            else if (Interlocked.Increment(ref _claims) % 20 == 0)
            {
                me = await DieAsync(me, label, reply.Jobs);
            }
            else
            {
                await EndAsync(reply.Jobs);
            }
        }
    }

    private async Task EndAsync(IReadOnlyList<JobRecord> held)
    {
        var ends = held.Select(job => new Finish(job.Running!.Value, Outcome.Completed())).ToList();
        (await Store.Outcomes.FinishAsync(ends, Cancel)).ShouldAllBe(end => end == FinishReply.Accepted);
        Interlocked.Add(ref _over, ends.Count);
    }

    /// <summary>Somebody else proves the worker dead; what it says of its jobs afterwards frees nothing.</summary>
    private async Task<Guid> DieAsync(Guid me, string label, IReadOnlyList<JobRecord> held)
    {
        Interlocked.Increment(ref _died);
        var rescued = await Store.Upkeep.RescueAsync([me], IJobStore.MaxBatch, Cancel);
        Interlocked.Add(ref _over, rescued.Count(job => job.State == JobState.Failed));
        (await FinishAsync(held[0], Outcome.Completed())).ShouldBe(FinishReply.Fenced);
        return await RegisterAsync(label);
    }

    private void InterlockedMax(int running)
    {
        for (var most = Volatile.Read(ref _most); running > most;)
        {
            most = Interlocked.CompareExchange(ref _most, running, most);
        }
    }
}
