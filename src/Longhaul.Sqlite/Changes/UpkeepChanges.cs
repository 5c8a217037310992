using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Changes;

/// <summary>What must be done now and then.</summary>
internal sealed class UpkeepChanges(Session session)
{
    public Promoted PromoteDue(int limit)
    {
        var due = session.Transaction.Sql("Upkeep/list_due")
            .Set("@now", session.Transaction.NowMs).Set("@limit", limit).All(JobRow.Read);
        due.ForEach(job => session.Life.Settle(job, freshPosition: true));
        var next = session.Transaction.Sql("Upkeep/next_due").First(row => row.TimeOrNull(0));
        var wait = next - session.Now;
        return new Promoted(due.Count, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }

    public int Admit() => session.Life.Admit(session.SlotRows.WaitingKeys());

    public int Prune(TimeSpan keep, int limit)
    {
        session.KeyRows.Prune();
        var roots = session.Transaction.Sql("Upkeep/list_prunable")
            .Set("@before", JobTable.Ms(session.Now - keep)).Set("@limit", limit).All(row => row.Long(0));
        var removed = 0;
        foreach (var root in roots.TakeWhile(_ => removed < limit))
        {
            removed += session.Trees.Remove(root);
        }

        return removed;
    }
}
