using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>What must be done now and then.</summary>
internal sealed class UpkeepChanges(Session session)
{
    public Promoted PromoteDue(int limit)
    {
        var due = session.JobRows.Meet(session.Transaction.Sql("Upkeep/list_due")
            .Set("@now", session.Now).Set("@limit", limit).All(JobTable.ReadOpen));
        session.SlotRows.Lock(due.SelectMany(job => job.Slots).Select(slot => slot.Key));
        session.Transaction.Reserve(due.Count);
        due.ForEach(job => session.Life.Settle(job, freshPosition: true));
        session.Flush();
        var next = session.Transaction.Sql("Upkeep/next_due").First(row => row.TimeOrNull(0));
        var wait = next - session.Now;
        return new Promoted(due.Count, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }
}
