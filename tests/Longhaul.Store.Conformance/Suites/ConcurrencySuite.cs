using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class ConcurrencySuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public Task Eight_claimers_take_each_of_2_000_jobs_once() => DrainAsync(2_000);

    [Fact]
    [Trait("tier", "soak")]
    public Task Eight_claimers_take_each_of_20_000_jobs_once() => DrainAsync(20_000);

    private async Task DrainAsync(int count)
    {
        var ids = new ConcurrentBag<long>();
        for (var left = count; left > 0; left -= 1_000)
        {
            (await AddAllAsync(Enumerable.Repeat(Samples.Job(), Math.Min(left, 1_000)).ToArray())).ToList().ForEach(ids.Add);
        }

        var done = new ConcurrentBag<long>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => WorkAsync("w" + i, done), Cancel)));
        done.Count.ShouldBe(count);
        done.Order().ShouldBe(ids.Order());
        (await Store.Queries.ListQueuesAsync(Cancel)).ShouldBeEmpty();
    }

    private async Task WorkAsync(string label, ConcurrentBag<long> done)
    {
        var me = await RegisterAsync(label);
        for (var jobs = await ClaimAsync(23, me); jobs.Count > 0; jobs = await ClaimAsync(23, me))
        {
            var finishes = jobs.Select(job => new Finish(job.Running!.Value, Outcome.Completed())).ToList();
            (await Store.Outcomes.FinishAsync(finishes, Cancel)).ShouldAllBe(reply => reply == FinishReply.Accepted);
            jobs.ToList().ForEach(job => done.Add(job.Id));
        }
    }

    /// <summary>Whoever takes jobs back has read them a moment before; meanwhile they may have been taken back, run and ended by others.</summary>
    [Fact]
    public async Task Jobs_that_many_retry_at_once_run_once_at_a_time_and_no_attempt_has_the_number_of_another()
    {
        const int Ends = 400;
        var ids = await AddAllAsync([.. Enumerable.Range(0, 4).Select(i => Samples.Job() with { Slots = [new SlotKey("k" + (i % 2), 2)] })]);
        var ended = 0;
        var people = Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            while (Volatile.Read(ref ended) < Ends)
            {
                await (i % 2 == 0
                    ? Store.Control.ReopenAsync(ids[i / 2], "ann", Cancel)
                    : (Task)Store.Control.ApplyAsync(new BulkRequest { Action = BulkAction.Retry, Actor = "ben" }, Cancel));
            }
        }, Cancel));
        var workers = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            var me = await RegisterAsync("w" + i);
            while (Volatile.Read(ref ended) < Ends)
            {
                foreach (var job in await ClaimAsync(1, me))
                {
                    (await FinishAsync(job, Outcome.Failed("x", "no"))).ShouldBe(FinishReply.Accepted);
                    Interlocked.Increment(ref ended);
                }
            }
        }, Cancel));
        await Task.WhenAll(people.Concat(workers));

        foreach (var id in ids)
        {
            var attempts = await Store.Queries.ListAttemptsAsync(id, Cancel);
            attempts.Select(attempt => attempt.Number).ShouldBe(Enumerable.Range(1, attempts.Count));
        }
    }

    [Fact]
    public async Task A_key_with_limit_one_is_never_held_twice()
    {
        await AddAllAsync(Enumerable.Range(0, 200).Select(i => Samples.Job() with { Slots = [new SlotKey("k" + (i % 5), 1)] }).ToArray());
        var running = new ConcurrentDictionary<string, long>();
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            var me = await RegisterAsync("w" + i);
            while (Volatile.Read(ref done) < 200)
            {
                foreach (var job in await ClaimAsync(2, me))
                {
                    running.TryAdd(job.Slots[0].Key, job.Id).ShouldBeTrue();
                    running.TryRemove(job.Slots[0].Key, out _).ShouldBeTrue();
                    await FinishAsync(job, Outcome.Completed());
                    Interlocked.Increment(ref done);
                }
            }
        }, Cancel)));
        done.ShouldBe(200);
    }

    [Fact]
    public async Task Cancel_and_completion_at_once_give_one_end()
    {
        for (var i = 0; i < 50; i++)
        {
            var id = await AddAsync(Samples.Job());
            var job = await ClaimOneAsync();
            var finish = Task.Run(() => FinishAsync(job, Outcome.Completed()), Cancel);
            var cancel = Task.Run(() => Store.Control.CancelAsync(id, "ann", null, Cancel), Cancel);
            (await finish).ShouldBe(FinishReply.Accepted);
            (await cancel).Result.ShouldBeOneOf(ControlResult.Requested, ControlResult.Unchanged);
            (await StateAsync(id)).ShouldBe(JobState.Completed);
        }
    }
}
