using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Simulation;

/// <summary>
/// Workers that run keyed jobs and die at random. In each round, a tick of the store, all of them act at once, while others enqueue, cancel
/// and promote; between rounds some die and are rescued, and what the store has on record is looked at. The seed gives what each of them
/// does, not who of them is the first.
/// </summary>
public sealed class KeySimulation(IJobStore store, ManualClock clock, SimulationSize size, int seed)
{
    private static readonly TimeSpan Tick = LeasePolicy.Default.Tick + TimeSpan.FromMilliseconds(1);

    private readonly Random _random = new(seed);
    private readonly KeyLedger _ledger = new(clock);
    private readonly List<SimulatedWorker> _live = [];
    private readonly List<SimulatedWorker> _dead = [];
    private readonly ConcurrentDictionary<long, int> _waiting = [];
    private readonly List<long> _ids = [];
    private int _asked;
    private int _workers;
    private int _round;

    /// <summary>The most rounds that any job waited from when it was enqueued until it began.</summary>
    public int LongestWait { get; private set; }

    /// <summary>How many rounds it took until all was over.</summary>
    public int Rounds => _round;

    /// <summary>How many attempts were taken from dead workers.</summary>
    public int RescuedAttempts { get; private set; }

    public KeyLedger Ledger => _ledger;

    /// <summary>Runs until every job is over.</summary>
    public async Task RunAsync()
    {
        while (_live.Count < size.Workers)
        {
            await HireAsync();
        }

        for (var open = 1L; open > 0 || _asked < size.Jobs; open = await CountOpenAsync())
        {
            (++_round).ShouldBeLessThan(size.MaxRounds, $"{open} jobs are not over");
            clock.Advance(Tick);
            await BetweenAsync();
            await Task.WhenAll([.. _live.Select(worker => Task.Run(() => worker.ActAsync(_round))), EnqueueAsync(size.Open - (int)open), CancelAsync(), PromoteAsync()]);
            await LookAsync();
        }

        _ledger.ShouldHaveKeptOrder();
    }

    private async Task BetweenAsync()
    {
        await Task.WhenAll(_live.Select(worker => worker.RenewAsync()));
        if (_round % 30 == 10 || _random.Next(200) < size.Workers)
        {
            await DieAsync(_live.OrderBy(_ => _random.Next()).FirstOrDefault(worker => worker.Held.Any()) ?? _live[0]);
        }

        await RescueAsync(_dead.Where(_ => _random.Next(3) == 0).Where(worker => worker.DiesInSight).Select(worker => worker.Instance).ToList());
        foreach (var worker in _dead.Where(_ => _random.Next(4) == 0).ToList())
        {
            await FinishLateAsync(worker);
        }
    }

    private async Task HireAsync()
    {
        var worker = new SimulatedWorker(store, _ledger, size.Places, (seed * 1_000) + ++_workers) { Taken = Began };
        await worker.RegisterAsync();
        _live.Add(worker);
    }

    private async Task DieAsync(SimulatedWorker worker)
    {
        _live.Remove(worker);
        _dead.Add(worker);
        await HireAsync();
    }

    /// <summary>Of half of the dead it is known at some time that they are; the others are given up when their lease is long over.</summary>
    private async Task RescueAsync(List<Guid> proven)
    {
        foreach (var rescued in await store.Upkeep.RescueAsync(proven, IJobStore.MaxBatch))
        {
            var worker = _dead.Find(worker => worker.Instance == rescued.Instance).ShouldNotBeNull("whoever renews is alive");
            _ledger.End(worker.Held.Single(job => job.Id == rescued.JobId));
            RescuedAttempts++;
        }
    }

    /// <summary>Once all it held was taken from it, nothing it says of that counts.</summary>
    private async Task FinishLateAsync(SimulatedWorker worker)
    {
        foreach (var job in worker.Held)
        {
            if ((await store.Queries.GetAsync(job.Id))?.Running == job.Running)
            {
                return;
            }
        }

        (await worker.FinishLateAsync()).ShouldAllBe(reply => reply == FinishReply.Fenced || reply == FinishReply.Gone);
        _dead.Remove(worker);
    }

    private void Began(JobRecord job)
    {
        if (_waiting.TryRemove(job.Id, out var since))
        {
            lock (_waiting)
            {
                LongestWait = Math.Max(LongestWait, _round - since);
            }
        }
    }

    private async Task EnqueueAsync(int room)
    {
        var count = Math.Min(Math.Min(room, 200), size.Jobs - _asked);
        if (count <= 0)
        {
            return;
        }

        _asked += count;
        var jobs = Enumerable.Range(0, count).Select(_ => AnyJob()).ToList();
        var ids = (await store.Intake.EnqueueAsync(jobs)).Select(reply => reply.Id).ToList();
        for (var i = 0; i < count; i++)
        {
            _ids.Add(ids[i]);
            if (jobs[i].Delay is null)
            {
                _waiting[ids[i]] = _round;
            }
        }
    }

    // The first keys are asked for more often than the others, as it is with people.
    private NewJob AnyJob()
    {
        var (one, other) = (AnyKey(), AnyKey());
        var later = _random.Next(20) == 0;
        return Samples.Job() with
        {
            Tenant = later ? KeyLedger.Later : "",
            Delay = later ? _random.Next(10) * Tick : null,
            Priority = 5 + (_random.Next(6) == 0 ? 1 : 0),
            Slots = _random.Next(8) switch
            {
                0 => [],
                1 when one != other => [one, other],
                2 => [one, AnyRate()],
                3 => [AnyRate()],
                _ => [one],
            },
        };
    }

    /// <summary>The places of a key; with the number of one go those of a rate.</summary>
    public static SlotKey Key(int number) => new("k" + number, 1 + (number % 3));

    /// <summary>A rate.</summary>
    public static SlotKey RateOf(int number) => SlotKey.ForRate("r" + number, new Rate(1 + (number % 3), Tick * (2 + (number % 4))));

    private SlotKey AnyKey()
    {
        var number = Math.Min(_random.Next(size.Keys), _random.Next(size.Keys));
        return Key(number);
    }

    private SlotKey AnyRate() => RateOf(_random.Next(size.Keys));

    private async Task CancelAsync()
    {
        if (_ids.Count > 0 && _random.Next(3) == 0)
        {
            await store.Control.CancelAsync(_ids[^(1 + _random.Next(Math.Min(_ids.Count, size.Open)))], "ann", null);
        }
    }

    private Task<Promoted> PromoteAsync() => store.Upkeep.PromoteDueAsync(IJobStore.MaxBatch);

    private async Task<long> CountOpenAsync() => (await store.Queries.ListQueuesAsync()).Sum(queue => queue.Blocked + queue.Ready + queue.Scheduled + queue.Running);

    /// <summary>No key is over its limit by what the store has on record, and nobody waits for keys that all have room.</summary>
    private async Task LookAsync()
    {
        var ready = await ListAsync(JobState.Ready);
        var running = await ListAsync(JobState.Running);
        var held = ready.SelectMany(job => job.Slots).Concat(running.SelectMany(job => job.Slots.Where(slot => !slot.IsRate)))
            .CountBy(slot => slot.Key).ToDictionary();
        foreach (var job in ready.Concat(running))
        {
            job.Slots.ShouldAllBe(slot => InUse(slot, held) <= slot.Limit, $"job {job.Id} of {string.Join(", ", held)}");
        }

        foreach (var job in await ListAsync(JobState.Blocked))
        {
            job.Slots.ShouldContain(slot => InUse(slot, held) >= slot.Limit, $"job {job.Id} waits for keys that have room");
        }
    }

    private int InUse(SlotKey slot, Dictionary<string, int> held) => held.GetValueOrDefault(slot.Key) + (slot.IsRate ? _ledger.Started(slot) : 0);

    private Task<IReadOnlyList<JobRecord>> ListAsync(JobState state) => store.Queries.ListAsync(new JobFilter { State = state }, new JobPage(IJobStore.MaxBatch));
}
