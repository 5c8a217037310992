using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Simulation;

/// <summary>A worker as the store sees one: it claims, finishes in any way there is, and may die with what it holds.</summary>
public sealed class SimulatedWorker(IJobStore store, KeyLedger ledger, int places, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(JobRecord Job, int Until)> _held = [];
    private long _claim;

    public Guid Instance { get; } = Guid.NewGuid();

    /// <summary>It is known to be dead soon after; else it only falls silent.</summary>
    public bool DiesInSight => seed % 2 == 0;

    /// <summary>What it runs, and thinks to run after its death.</summary>
    public IEnumerable<JobRecord> Held => _held.Select(held => held.Job);

    /// <summary>Told of each job that it takes.</summary>
    public Action<JobRecord>? Taken { get; init; }

    public Task RegisterAsync() => store.Workers.RegisterAsync(Samples.Worker(Instance, "w" + (seed % 1_000)));

    public Task<RenewReply> RenewAsync() =>
        store.Workers.RenewPatientlyAsync(new WorkerRenewal(Instance, false, [.. Held.Select(job => job.Running!.Value)]));

    /// <summary>Ends what is done and claims for the places that are free.</summary>
    public async Task ActAsync(int round)
    {
        await FinishAsync(round);
        var free = places - _held.Count;
        if (free == 0)
        {
            return;
        }

        var reply = await store.Claims.ClaimAsync(new ClaimRequest
        {
            Token = new AttemptToken(Instance, ++_claim), Lanes = [new ClaimLane("default", free)], Limit = free, AllowCrashed = _held.TrueForAll(held => held.Job.Crashes == 0),
        });
        reply.Lost.ShouldBeFalse("a live worker renews in time");
        foreach (var job in reply.Jobs)
        {
            ledger.Begin(job);
            Taken?.Invoke(job);
            _held.Add((job, round + _random.Next(1, 6)));
        }
    }

    /// <summary>Says after its death how all it ran ended.</summary>
    public Task<IReadOnlyList<FinishReply>> FinishLateAsync() =>
        store.Outcomes.FinishAsync([.. Held.Select(job => new Finish(job.Running!.Value, Outcome.Completed()))]);

    private async Task FinishAsync(int round)
    {
        var done = _held.Where(held => held.Until <= round).Select(held => held.Job).ToList();
        if (done.Count == 0)
        {
            return;
        }

        // Before it is said: the moment that the store knows, another worker may begin the next one.
        done.ForEach(ledger.End);
        _held.RemoveAll(held => held.Until <= round);
        var finishes = done.ConvertAll(job => new Finish(job.Running!.Value, AnyOutcome()));
        (await store.Outcomes.FinishAsync(finishes)).ShouldAllBe(reply => reply == FinishReply.Accepted);
    }

    private Outcome AnyOutcome() => _random.Next(20) switch
    {
        0 => Outcome.Failed("x", "no"),
        1 or 2 => Outcome.Retry("x", "again", TimeSpan.FromSeconds(_random.Next(30))),
        3 => Outcome.Snoozed(TimeSpan.FromSeconds(_random.Next(20))),
        4 => Outcome.Released,
        5 => Outcome.Cancelled("stopped"),
        _ => Outcome.Completed(),
    };
}
