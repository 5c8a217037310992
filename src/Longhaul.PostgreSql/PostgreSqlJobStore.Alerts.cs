using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql;

/// <summary>The role that tells people.</summary>
public sealed partial class PostgreSqlJobStore : IStoreAlerts
{
    Task IStoreAlerts.DeclareAsync(IReadOnlyList<DeclaredAlert> alerts, CancellationToken cancel) =>
        Change(session => new AlertRules(session).Declare(alerts), cancel);

    Task IStoreAlerts.AddAsync(Notice notice, CancellationToken cancel) => Change(session => new AlertRules(session).Add(notice), cancel);

    Task<AlertsTaken> IStoreAlerts.TakeAsync(AlertTake take, CancellationToken cancel) =>
        Change(session => new AlertRules(session).Take(take), cancel);

    Task<IReadOnlyList<bool>> IStoreAlerts.SettleAsync(IReadOnlyList<AlertResult> results, CancellationToken cancel) =>
        Change(session => new AlertRules(session).Settle(results), cancel);

    Task<IReadOnlyList<AlertRecord>> IStoreAlerts.ListAsync(CancellationToken cancel) => AlertTable.ListAsync(_runner, cancel);

    Task<IReadOnlyList<AlertMessage>> IStoreAlerts.ListMessagesAsync(int limit, CancellationToken cancel) =>
        AlertTable.ListMessagesAsync(_runner, limit, cancel);

    Task<int> IStoreAlerts.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        Change(session => session.AlertRows.Prune(keep, limit), cancel);
}
