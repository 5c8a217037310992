using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Who did what. Nobody else writes while a call does, so that each entry follows the last.</summary>
internal sealed class AuditTable(Transaction transaction) : IAuditRows
{
    public int Append(AuditEntry entry)
    {
        var record = AuditChain.Next(transaction.Sql("Audit/find_last").First(ReadLink), transaction.Now, entry);
        return transaction.Sql("Audit/append")
            .Set("@id", record.Id).Set("@now", transaction.NowMs).Set("@actor", entry.Actor).Set("@action", entry.Action)
            .Set("@subject", entry.Subject).Set("@detail", entry.Detail).Set("@hash", record.Hash).Run();
    }

    public void Add(string actor, string action, string subject, string? detail = null) =>
        Append(new AuditEntry(actor, action, subject, detail));

    public int Prune(TimeSpan keep, int limit)
    {
        var day = CostChecks.Day(transaction.Now - keep);
        var old = transaction.Sql("Audit/list_after").Set("@after", 0).Set("@limit", (long)limit).All(Read)
            .TakeWhile(record => CostChecks.Day(record.At) < day).ToList();
        if (old is [.., var last])
        {
            Append(AuditChain.PrunedEntry(new AuditLink(last.Id, last.Hash)));
            transaction.Sql("Audit/keep_removed").Set("@id", last.Id).Set("@hash", last.Hash).Run();
            transaction.Sql("Audit/remove").Set("@id", last.Id).Run();
        }

        return old.Count;
    }

    /// <summary>Gives the entries of a store that had no chain their hashes.</summary>
    public static void Chain(Database db)
    {
        var before = new AuditLink(0, AuditChain.Beginning);
        for (var page = After(db, 0); page.Count > 0; page = After(db, before.Id))
        {
            foreach (var record in page)
            {
                before = new AuditLink(record.Id, AuditChain.Hash(before.Hash, record.Id, record.At, record.Entry));
                db.Sql("Audit/chain").Set("@id", before.Id).Set("@hash", before.Hash).Run();
            }
        }
    }

    public static AuditPage ReadChain(Database db, long after, int limit) => new(
        db.Sql("Audit/find_removed").First(ReadLink),
        db.Sql("Audit/list_after").Set("@after", after).Set("@limit", (long)limit).All(Read));

    public static AuditRecord Read(Row row) =>
        new(row.Long(0), row.Time(1), new AuditEntry(row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5))) { Hash = row.Text(6) };

    private static List<AuditRecord> After(Database db, long id) =>
        db.Sql("Audit/list_after").Set("@after", id).Set("@limit", (long)IJobStore.MaxBatch).All(Read);

    private static AuditLink ReadLink(Row row) => new(row.Long(0), row.Text(1));
}
