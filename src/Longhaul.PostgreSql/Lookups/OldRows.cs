using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Lookups;

/// <summary>Who keeps dead rows from being removed: open transactions, prepared ones, and slots of replication.</summary>
internal static class OldRows
{
    private const double ManyTransactions = 1_000_000;
    private static readonly TimeSpan LongTransaction = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<StoreFact>> ExamineAsync(Runner runner, CancellationToken cancel)
    {
        var open = await runner.QueryAsync("Health/oldest_transaction", _ => { }, OldestTransaction, cancel).ConfigureAwait(false);
        var others = await runner.QueryAsync("Health/holders", _ => { }, Holder, cancel).ConfigureAwait(false);
        return [.. open, .. others];
    }

    private static StoreFact OldestTransaction(Row row)
    {
        const string name = "oldest_transaction_seconds";
        var age = TimeSpan.FromSeconds(row.DoubleOrNull(0) ?? 0);
        if (row.Long(5) > 0 && age <= LongTransaction)
        {
            return new StoreFact(
                name, "", null, $"other users' transactions are open, and this one may not see since when; let a superuser run: grant pg_monitor to {row.Text(6)}");
        }

        if (row.IsNull(0))
        {
            return new StoreFact(name, "", 0);
        }

        var who = $"{row.Text(2)}, pid {row.Int(1)}, user {row.Text(3)}, {row.Text(4)}";
        return new StoreFact(name, who, Math.Round(age.TotalSeconds, 3), age > LongTransaction
            ? $"a transaction has been open for {age.TotalMinutes:0} minutes ({who}): it keeps dead rows; commit it, or end it with pg_terminate_backend({row.Int(1)})"
            : null);
    }

    private static StoreFact Holder(Row row) => row.Short(0) == 0
        ? Prepared(row.Text(1), row.Text(2), TimeSpan.FromSeconds(row.DoubleOrNull(3)!.Value))
        : Slot(row.Text(1), row.Text(2), row.DoubleOrNull(3)!.Value);

    private static StoreFact Prepared(string id, string owner, TimeSpan age) => new(
        "prepared_transaction_seconds", id, Math.Round(age.TotalSeconds, 3), age > LongTransaction
            ? $"the prepared transaction {id} of user {owner} has waited for its end for {age.TotalMinutes:0} minutes: it keeps dead rows and its locks; "
                + "end it with commit prepared or rollback prepared"
            : null);

    private static StoreFact Slot(string slot, string state, double age) => new(
        "replication_slot_transactions", slot, age, age > ManyTransactions
            ? $"the replication slot {slot} ({state}) keeps the dead rows of {age:N0} transactions; see to its standby, or drop it with pg_drop_replication_slot"
            : null);
}
