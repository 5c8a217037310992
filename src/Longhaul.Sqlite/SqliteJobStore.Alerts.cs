using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite;

/// <summary>The role that tells people.</summary>
public sealed partial class SqliteJobStore : IStoreAlerts
{
    Task IStoreAlerts.DeclareAsync(IReadOnlyList<DeclaredAlert> alerts, CancellationToken cancel) =>
        Write(session => new AlertRules(session).Declare(alerts), cancel, CallTraits.None);

    Task IStoreAlerts.AddAsync(Notice notice, CancellationToken cancel) => Write(session => new AlertRules(session).Add(notice), cancel, CallTraits.None);

    Task<AlertsTaken> IStoreAlerts.TakeAsync(AlertTake take, CancellationToken cancel) =>
        Write(session => new AlertRules(session).Take(take), cancel, CallTraits.None);

    Task<IReadOnlyList<bool>> IStoreAlerts.SettleAsync(IReadOnlyList<AlertResult> results, CancellationToken cancel) =>
        Write(session => new AlertRules(session).Settle(results), cancel, CallTraits.None);

    Task<IReadOnlyList<AlertRecord>> IStoreAlerts.ListAsync(CancellationToken cancel) => Read(AlertTable.List, cancel);

    Task<IReadOnlyList<AlertMessage>> IStoreAlerts.ListMessagesAsync(int limit, CancellationToken cancel) =>
        Read(db => AlertTable.ListMessages(db, limit), cancel);

    Task<int> IStoreAlerts.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        Write(session => session.AlertRows.Prune(keep, limit), cancel, CallTraits.None);
}
