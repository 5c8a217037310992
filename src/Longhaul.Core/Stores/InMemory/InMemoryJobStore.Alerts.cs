namespace Longhaul.Core.Stores.InMemory;

/// <summary>The role that tells people.</summary>
public sealed partial class InMemoryJobStore : IStoreAlerts
{
    Task IStoreAlerts.DeclareAsync(IReadOnlyList<DeclaredAlert> alerts, CancellationToken cancel) => Change(() => _alerts.Declare(alerts), cancel);

    Task IStoreAlerts.AddAsync(Notice notice, CancellationToken cancel) => Change(() => _alerts.Add(notice), cancel);

    Task<AlertsTaken> IStoreAlerts.TakeAsync(AlertTake take, CancellationToken cancel) => Change(() => _alerts.Take(take), cancel);

    Task<IReadOnlyList<bool>> IStoreAlerts.SettleAsync(IReadOnlyList<AlertResult> results, CancellationToken cancel) =>
        Change(() => _alerts.Settle(results), cancel);

    Task<IReadOnlyList<AlertRecord>> IStoreAlerts.ListAsync(CancellationToken cancel) => Read(() => _alerts.List(), cancel);

    Task<IReadOnlyList<AlertMessage>> IStoreAlerts.ListMessagesAsync(int limit, CancellationToken cancel) => Read(() => _alerts.ListMessages(limit), cancel);

    Task<int> IStoreAlerts.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) => Change(() => _alerts.Prune(keep, limit), cancel);
}
