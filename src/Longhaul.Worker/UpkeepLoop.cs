using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>The store's chores, each at its own interval; every worker does them, none must.</summary>
internal sealed class UpkeepLoop
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // What is left is removed a beat later, when the other chores have had their turn.
    private static readonly TimeSpan MostPruning = TimeSpan.FromSeconds(1);

    // So long it can be looked up what became of them.
    private static readonly TimeSpan KeepAlerts = TimeSpan.FromDays(7);

    private readonly WorkerContext _worker;
    private readonly Cadence _cadence;
    private readonly Chore _prune;
    private readonly Chore[] _chores;

    public UpkeepLoop(WorkerContext worker, Cadence cadence)
    {
        (_worker, _cadence) = (worker, cadence);
        _prune = new Chore("prune", TimeSpan.FromMinutes(1), PruneAsync);
        _chores =
        [
            new Chore("maintain", TimeSpan.FromSeconds(2), MaintainAsync),
            new Chore("admit", worker.Setup.Store.Capabilities.HearsCommits ? TimeSpan.FromSeconds(10) : worker.Options.PollInterval, AdmitAsync),
            new Chore("depths", TimeSpan.FromSeconds(15), MeasureDepthsAsync),
            _prune,
            new Chore("prune_costs", TimeSpan.FromMinutes(10), PruneCostsAsync),
            new Chore("prune_audit", TimeSpan.FromMinutes(10), PruneAuditAsync),
            new Chore("prune_alerts", TimeSpan.FromMinutes(10), PruneAlertsAsync),
            new Chore("check", TimeSpan.FromMinutes(1), CheckAsync),
        ];
    }

    public Task RunAsync(CancellationToken stop) =>
        _cadence.RunAsync(
            "upkeep",
            async cancel =>
            {
                await RunOnceAsync(cancel);
                return Beat;
            },
            stop);

    /// <summary>Does the chores that are due. One that fails does not keep the others from being done.</summary>
    public async Task RunOnceAsync(CancellationToken cancel)
    {
        foreach (var chore in _chores)
        {
            if (chore.DoneAt is not { } done || _worker.Clock.GetElapsedTime(done) >= chore.Interval)
            {
                chore.DoneAt = _worker.Clock.GetTimestamp();
                await _worker.Guard.RunAsync(chore.Name, () => chore.DoAsync(cancel), cancel);
            }
        }
    }

    private async Task MaintainAsync(CancellationToken cancel)
    {
        await _worker.Calls.RunAsync("maintain", (store, c) => store.Upkeep.MaintainAsync(c), cancel);
        _worker.Room.Found();
    }

    private Task<int> AdmitAsync(CancellationToken cancel) =>
        _worker.Calls.RunAsync("admit", (store, c) => store.Upkeep.AdmitAsync(c), cancel);

    private async Task MeasureDepthsAsync(CancellationToken cancel) =>
        _worker.Metrics.SetDepths(await _worker.Calls.RunAsync("list_queues", (store, c) => store.Queries.ListQueuesAsync(c), cancel));

    // A newer program may have migrated the store while this one runs.
    private Task<StoreStatus> CheckAsync(CancellationToken cancel) =>
        _worker.Calls.RunAsync("check", (store, c) => store.Schema.CheckAsync(c), cancel);

    private async Task PruneAsync(CancellationToken cancel)
    {
        var begun = _worker.Clock.GetTimestamp();
        int removed;
        do
        {
            removed = await _worker.Calls.RunAsync(
                "prune", (store, c) => store.Upkeep.PruneAsync(_worker.Options.KeepHistory, IJobStore.MaxBatch, c), cancel);
        }
        while (removed >= IJobStore.MaxBatch && _worker.Clock.GetElapsedTime(begun) < MostPruning);
        if (removed >= IJobStore.MaxBatch)
        {
            _prune.DoneAt = null;
        }
    }

    private Task<int> PruneCostsAsync(CancellationToken cancel) =>
        _worker.Calls.RunAsync("prune_costs", (store, c) => store.Costs.PruneAsync(_worker.Options.KeepCosts, IJobStore.MaxBatch, c), cancel);

    private Task PruneAuditAsync(CancellationToken cancel) => _worker.Options.KeepAudit is { } keep
        ? _worker.Calls.RunAsync("prune_audit", (store, c) => store.Audit.PruneAsync(keep, IJobStore.MaxBatch, c), cancel)
        : Task.CompletedTask;

    private Task<int> PruneAlertsAsync(CancellationToken cancel) =>
        _worker.Calls.RunAsync("prune_alerts", (store, c) => store.Alerts.PruneAsync(KeepAlerts, IJobStore.MaxBatch, c), cancel);

    private sealed record Chore(string Name, TimeSpan Interval, Func<CancellationToken, Task> DoAsync)
    {
        /// <summary>When it was last begun, as a timestamp; null where it is due at once.</summary>
        public long? DoneAt { get; set; }
    }
}
