using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>All rules of flow control at once, on the same few jobs, while people change them and workers die: no limit is exceeded, and nobody is left waiting for nothing.</summary>
public abstract class MixtureSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static readonly ClaimLane[] Lanes = [new("default", 3), new("render", 3)];
    private readonly ConcurrentDictionary<string, int> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<(string Key, DateTimeOffset At)> _starts = [];
    private readonly ConcurrentBag<string> _complaints = [];
    private long _newest = 1;

    [Fact]
    public Task Whatever_is_done_to_jobs_with_all_rules_at_once_no_limit_is_exceeded_and_all_of_them_end() => MixAsync(60);

    [Fact]
    [Trait("tier", "soak")]
    public Task Whatever_is_done_for_long_no_limit_is_exceeded_and_all_jobs_end() => MixAsync(300);

    private async Task MixAsync(int rounds)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LONGHAUL_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed: {seed}");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => ActAsync(i, new Random(seed + i), rounds), Cancel)));
        await DrainAsync();
        _complaints.ShouldBeEmpty();
        foreach (var key in _starts.GroupBy(start => start.Key, start => start.At))
        {
            var at = key.Order().ToList();
            Enumerable.Range(0, Math.Max(0, at.Count - 3)).ShouldAllBe(i => at[i + 3] - at[i] >= TimeSpan.FromSeconds(10), key.Key);
        }
    }

    private async Task ActAsync(int actor, Random random, int rounds)
    {
        var me = await RegisterAsync("w" + actor);
        for (var i = 0; i < rounds; i++)
        {
            if (actor < 3)
            {
                await EnqueueAsync(random);
            }
            else if (actor < 6)
            {
                me = await WorkAsync(me, actor, random);
            }
            else
            {
                await ChangeAsync(random);
            }
        }
    }

    private async Task EnqueueAsync(Random random)
    {
        var jobs = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Job(random)).ToList();
        if (random.Next(6) == 0)
        {
            jobs = [Samples.Run(), .. jobs.Select((job, i) => job with
            {
                Parent = JobRef.InCall(0), Step = "s" + i, UniqueKeys = [], Slots = [.. job.Slots.Select(slot => slot with { AtLimit = AtLimit.Wait })],
                DependsOn = i > 0 ? [new Dependency(JobRef.InCall(i))] : [],
            })];
        }

        try
        {
            foreach (var reply in await Store.Intake.EnqueueAsync(jobs, Cancel))
            {
                InterlockedMax(reply.Id);
            }
        }
        catch (RefusedException refused)
        {
            if (!refused.Message.Contains("to depend on"))
            {
                _complaints.Add(refused.Message);
            }
        }
    }

    private NewJob Job(Random random)
    {
        var slots = new List<SlotKey>();
        if (random.Next(3) > 0)
        {
            var n = random.Next(2);
            slots.Add(new SlotKey("k" + n, 1 + n, (AtLimit)random.Next(4)));
        }

        if (random.Next(3) == 0)
        {
            slots.Add(SlotKey.ForRate("r" + random.Next(2), new Rate(3, TimeSpan.FromSeconds(10))));
        }

        var conflict = (UniqueConflict)random.Next(3);
        UniqueKey[] unique = random.Next(4) > 0 || slots.Exists(slot => slot.AtLimit == AtLimit.Replace) ? []
            : [new UniqueKey("u" + random.Next(3), (UniqueScope)random.Next(2), default, conflict)];
        return Samples.Job(random.Next(3) == 0 ? "other" : "work") with
        {
            Queue = random.Next(3) == 0 ? "render" : "default",
            Priority = random.Next(10),
            Tenant = new[] { "", "t1", "t2" }[random.Next(3)],
            Slots = slots,
            UniqueKeys = unique,
            Delay = random.Next(4) == 0 ? TimeSpan.FromSeconds(random.Next(20)) : null,
            DependsOn = random.Next(6) == 0 ? [new Dependency(JobRef.To(AnyId(random)), random.Next(2) == 0)] : [],
            KeepHistory = random.Next(3) > 0,
        };
    }

    private async Task<Guid> WorkAsync(Guid me, int actor, Random random)
    {
        var jobs = (await AskAsync(3, me, Lanes)).Jobs;
        Take(jobs);
        await Task.Yield();
        foreach (var job in jobs.Where(job => job.Slots.Count > 0))
        {
            Leave(job);
        }

        if (random.Next(12) == 0)
        {
            await Store.Upkeep.RescueAsync([me], IJobStore.MaxBatch, Cancel);
            return await RegisterAsync("w" + actor);
        }

        var ends = jobs.Select(job => new Finish(job.Running!.Value, random.Next(8) switch
        {
            0 => Outcome.Failed("x", "no"),
            1 => Outcome.Retry("x", "again", TimeSpan.FromSeconds(random.Next(10))),
            2 => Outcome.Snoozed(TimeSpan.FromSeconds(random.Next(10))),
            3 => Outcome.Released,
            _ => Outcome.Completed(),
        })).ToList();
        if (ends.Count > 0)
        {
            await Store.Outcomes.FinishAsync(ends, Cancel);
        }

        return me;
    }

    private async Task ChangeAsync(Random random)
    {
        var id = AnyId(random);
        switch (random.Next(14))
        {
            case 0: await Store.Control.CancelAsync(id, "ann", null, Cancel); break;
            case 1 or 2: await Store.Control.ReopenAsync(id, "ann", Cancel); break;
            case 3: await Store.Control.DeleteAsync(id, "ann", Cancel); break;
            case 4: await BulkAsync(BulkAction.Move, random, to: random.Next(2) == 0 ? "render" : "default"); break;
            case 5: await BulkAsync(BulkAction.Reprioritise, random, priority: random.Next(10)); break;
            case 6: await BulkAsync(BulkAction.Retry, random); break;
            case 7: if (random.Next(3) == 0) { await BulkAsync(BulkAction.Cancel, random); } break;
            case 8: await Store.Control.PauseAsync(Target(random), "ann", null, Cancel); break;
            case 9 or 10: await Store.Control.ResumeAsync(Target(random), "ann", Cancel); break;
            case 11: await Store.Limits.SetAsync(LimitOf(random), "ann", Cancel); break;
            default:
                Pass(random.NextDouble() * 4);
                await Store.Upkeep.PromoteDueAsync(1_000, Cancel);
                await Store.Upkeep.AdmitAsync(Cancel);
                break;
        }
    }

    private static QueueLimit LimitOf(Random random) =>
        new("render", random.Next(2) == 0 ? null : 1 + random.Next(3), random.Next(2) == 0 ? null : new Rate(2, TimeSpan.FromSeconds(3)));

    private static PauseTarget Target(Random random) => random.Next(3) switch
    {
        0 => new PauseTarget(PauseScope.Queue, "render"), 1 => new PauseTarget(PauseScope.Kind, "other"), _ => new PauseTarget(PauseScope.Tenant, "t1"),
    };

    private Task<BulkReply> BulkAsync(BulkAction action, Random random, string? to = null, int? priority = null) => Store.Control.ApplyAsync(
        new BulkRequest
        {
            Action = action, Actor = "ann", Queue = to, Priority = priority, Limit = 20, After = Math.Max(0, AnyId(random) - 10),
            Filter = new JobFilter { Kind = random.Next(2) == 0 ? "work" : null },
        },
        Cancel);

    private async Task DrainAsync()
    {
        foreach (var pause in await Store.Queries.ListPausesAsync(Cancel))
        {
            await Store.Control.ResumeAsync(pause.Target, "ann", Cancel);
        }

        // Who held something when the actors stopped is dead.
        var dead = (await Store.Workers.ListAsync(Cancel)).Select(worker => worker.Registration.Instance).ToList();
        await Store.Upkeep.RescueAsync(dead, IJobStore.MaxBatch, Cancel);
        var me = await RegisterAsync("last");
        for (var idle = 0; idle < 15;)
        {
            await Store.Upkeep.PromoteDueAsync(1_000, Cancel);
            var jobs = (await AskAsync(6, me, Lanes)).Jobs;
            Take(jobs);
            foreach (var job in jobs)
            {
                Leave(job);
                await FinishAsync(job, Outcome.Completed());
            }

            idle = jobs.Count > 0 ? 0 : idle + 1;
            Pass(jobs.Count > 0 ? 0.01 : 5);
            await Store.Workers.RenewPatientlyAsync(new WorkerRenewal(me, false, []), Cancel);
        }

        foreach (var job in (await Store.Queries.ListAsync(new JobFilter(), new JobPage(1_000), Cancel)).Where(job => !job.State.IsOver()))
        {
            var why = (await Store.Queries.ExplainAsync(job.Id, Cancel))!;
            _complaints.Add($"job {job.Id} is {job.State} for ever, waits for {job.WaitingFor}: {string.Join("; ", why.Reasons.Select(reason => reason.Sentence(why)))}");
        }
    }

    private void Take(IReadOnlyList<JobRecord> jobs)
    {
        foreach (var job in jobs)
        {
            foreach (var slot in job.Slots)
            {
                if (slot.IsRate)
                {
                    _starts.Add((slot.Key, job.ClaimedAt!.Value));
                }
                else if (_held.AddOrUpdate(slot.Key, 1, (_, n) => n + 1) > slot.Limit)
                {
                    _complaints.Add($"{slot.Key} is held {_held[slot.Key]} times");
                }
            }
        }
    }

    private void Leave(JobRecord job)
    {
        foreach (var slot in job.Slots.Where(slot => !slot.IsRate))
        {
            _held.AddOrUpdate(slot.Key, 0, (_, n) => n - 1);
        }
    }

    private long AnyId(Random random) => 1 + random.NextInt64(Volatile.Read(ref _newest));

    private void InterlockedMax(long id)
    {
        for (var most = Volatile.Read(ref _newest); id > most;)
        {
            most = Interlocked.CompareExchange(ref _newest, id, most);
        }
    }
}
