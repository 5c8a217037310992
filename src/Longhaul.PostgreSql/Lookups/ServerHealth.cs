using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Lookups;

/// <summary>How the server is, as far as it concerns the store.</summary>
internal static class ServerHealth
{
    private const long ManyDead = 200_000;
    private const int FewDays = 3;

    public static async Task<IReadOnlyList<StoreFact>> ExamineAsync(Runner runner, string channel, TimeProvider clock, CancellationToken cancel)
    {
        var tables = await runner.QueryAsync(
            "Health/tables", sql => sql.Set("@schema", runner.Text.SchemaName), TableFacts, cancel).ConfigureAwait(false);
        var before = clock.GetUtcNow();
        var sessions = await runner.QueryAsync(
            "Health/sessions", sql => sql.Set("@channel", channel), row => SessionFacts(row, before), cancel).ConfigureAwait(false);
        return [.. tables.SelectMany(facts => facts), .. await OldRows.ExamineAsync(runner, cancel).ConfigureAwait(false), .. sessions[0], .. Shortage(runner)];
    }

    private static StoreFact[] Shortage(Runner runner) => runner.IsShort
        ? [new("connections", "refused", null, "the server has refused this process a connection; raise the limit of the server or the role, or set a lower connection_limit in the store's URL")]
        : [];

    private static StoreFact[] TableFacts(Row row)
    {
        var (table, live, dead) = (row.Text(0), row.Long(3), row.Long(4));
        var concern = dead > ManyDead && dead > live
            ? $"{dead:N0} dead rows in {table}: autovacuum does not keep up, or an old transaction keeps them; see oldest_transaction_seconds"
            : null;
        return
        [
            new("table_bytes", table, row.Long(1)), new("index_bytes", table, row.Long(2)),
            new("live_rows", table, live), new("dead_rows", table, dead, concern),
        ];
    }

    private static StoreFact[] SessionFacts(Row row, DateTimeOffset before)
    {
        var (waiting, connected, allowed, days) = (row.Long(0), row.Long(1), row.Long(2), row.Long(4));
        return
        [
            new("waiting_for_locks", "", waiting, waiting > 0 ? $"{waiting} sessions wait for a lock; see pg_blocking_pids() of the server" : null),
            new("connections", "used", connected, connected * 10 > allowed * 9 ? $"{connected} of {allowed} connections are used; raise max_connections, or put a pooler before the server" : null),
            new("connections", "allowed", allowed),
            new("sleeping_processes", "", row.Long(3)),
            new("days_ahead", "history", days, days < FewDays ? $"history has partitions for {days} days ahead only: no worker's upkeep has run for days" : null),
            new("clock_ahead_seconds", "", Math.Round((row.Time(5) - before).TotalSeconds, 3)),
        ];
    }
}
