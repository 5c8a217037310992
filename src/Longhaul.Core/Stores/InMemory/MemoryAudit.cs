namespace Longhaul.Core.Stores.InMemory;

/// <summary>Who did what.</summary>
internal sealed class MemoryAudit(MemoryTables tables)
{
    public IReadOnlyList<AuditRecord> List(AuditFilter filter, int limit, long? before) => tables.Data.Audit
        .Where(record => (before is null || record.Id < before) && (filter.Actor is null || record.Entry.Actor == filter.Actor)
            && (filter.Action is null || record.Entry.Action == filter.Action))
        .Reverse().Take(limit).ToList();

    public AuditPage ReadChain(long after, int limit) =>
        new(tables.Data.AuditRemoved, tables.Data.Audit.Where(record => record.Id > after).Take(limit).ToList());

    public int Prune(TimeSpan keep, int limit)
    {
        var day = CostChecks.Day(tables.Now - keep);
        var old = tables.Data.Audit.TakeWhile(record => CostChecks.Day(record.At) < day).Take(limit).ToList();
        if (old is [.., var last])
        {
            tables.AddAudit("longhaul", AuditChain.Pruned, "audit log", AuditChain.PrunedEntry(new AuditLink(last.Id, last.Hash)).Detail);
            tables.Data.AuditRemoved = new AuditLink(last.Id, last.Hash);
            tables.Data.Audit = tables.Data.Audit.RemoveRange(0, old.Count);
        }

        return old.Count;
    }
}
