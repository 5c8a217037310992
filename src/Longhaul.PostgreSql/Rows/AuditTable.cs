using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Who did what. Entries are written when the call is done: each follows the last, so that whoever writes one keeps all others from it until the commit.</summary>
internal sealed class AuditTable(Transaction transaction) : IAuditRows
{
    private readonly List<AuditEntry> _added = [];

    public void Add(string actor, string action, string subject, string? detail = null) => _added.Add(new AuditEntry(actor, action, subject, detail));

    /// <summary>Writes what was added.</summary>
    public void Flush()
    {
        if (_added.Count == 0)
        {
            return;
        }

        var before = LockEnd();
        foreach (var entry in _added)
        {
            before = Append(before, entry);
        }

        _added.Clear();
    }

    public int Prune(TimeSpan keep, int limit)
    {
        var day = CostChecks.Day(transaction.Now - keep);
        var old = transaction.Sql("Audit/list_after").Set("@after", 0L).Set("@limit", limit).All(Read)
            .TakeWhile(record => CostChecks.Day(record.At) < day).ToList();
        if (old is not [.., var last])
        {
            return 0;
        }

        var end = LockEnd();
        if (transaction.Sql("Audit/find_removed").First(ReadLink).Id >= last.Id)
        {
            return 0;
        }

        Append(end, AuditChain.PrunedEntry(new AuditLink(last.Id, last.Hash)));
        transaction.Sql("Audit/keep_removed").Set("@id", last.Id).Set("@hash", last.Hash).Run();
        transaction.Sql("Audit/remove").Set("@id", last.Id).Run();
        return old.Count;
    }

    /// <summary>Gives the entries of a store that had no chain their hashes.</summary>
    public void Chain()
    {
        var before = new AuditLink(0, AuditChain.Beginning);
        for (var page = After(0); page.Count > 0; page = After(before.Id))
        {
            var links = new List<AuditLink>();
            foreach (var record in page)
            {
                before = new AuditLink(record.Id, AuditChain.Hash(before.Hash, record.Id, record.At, record.Entry));
                links.Add(before);
            }

            transaction.Sql("Audit/chain").Set("@ids", links.Select(link => link.Id)).Set("@hashes", links.Select(link => link.Hash)).Run();
        }
    }

    public static async Task<AuditPage> ReadChainAsync(Runner runner, long after, int limit, CancellationToken cancel) => await runner.RunAsync(
        transaction =>
        {
            var rows = transaction.Sql("Audit/read_chain").Set("@after", after).Set("@limit", limit)
                .All(row => (Removed: ReadLink(row), Entry: row.IsNull(2) ? null : Read(row, 2)));
            return new AuditPage(rows[0].Removed, [.. rows.Select(row => row.Entry).OfType<AuditRecord>()]);
        },
        cancel).ConfigureAwait(false);

    public static AuditRecord Read(Row row) => Read(row, 0);

    private static AuditRecord Read(Row row, int first) =>
        new(row.Long(first), row.Time(first + 1), new AuditEntry(row.Text(first + 2), row.Text(first + 3), row.Text(first + 4), row.TextOrNull(first + 5))) { Hash = row.Text(first + 6) };

    /// <summary>The end of the chain, which nobody else moves until the commit. It is read in a statement of its own, which sees what was committed meanwhile.</summary>
    private AuditLink LockEnd()
    {
        transaction.Sql("Audit/lock").First(_ => 0);
        return transaction.Sql("Audit/find_last").First(ReadLink);
    }

    private AuditLink Append(AuditLink before, AuditEntry said)
    {
        // What is hashed is what is kept: this server has no text with a NUL character.
        var entry = new AuditEntry(PlainText.Of(said.Actor)!, PlainText.Of(said.Action)!, PlainText.Of(said.Subject)!, PlainText.Of(said.Detail));
        var record = AuditChain.Next(before, transaction.Now, entry);
        transaction.Sql("Audit/append")
            .Set("@id", record.Id).Set("@now", transaction.Now).Set("@actor", entry.Actor).Set("@action", entry.Action)
            .Set("@subject", entry.Subject).Set("@detail", entry.Detail).Set("@hash", record.Hash).Run();
        return new AuditLink(record.Id, record.Hash);
    }

    private List<AuditRecord> After(long id) =>
        transaction.Sql("Audit/list_after").Set("@after", id).Set("@limit", IJobStore.MaxBatch).All(Read);

    private static AuditLink ReadLink(Row row) => new(row.Long(0), row.Text(1));
}
