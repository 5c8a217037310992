using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Changes;

/// <summary>What must be done now and then.</summary>
internal sealed class UpkeepChanges(Session session)
{
    public Promoted PromoteDue(int limit)
    {
        var due = session.Transaction.Sql("Upkeep/list_due")
            .Set("@now", session.Transaction.NowMs).Set("@limit", limit).All(JobRow.Read);
        due.ForEach(new ReviewRules(session).Promote);
        var (next, passes, ends) = NextDue();
        var handedOn = 0;
        if (passes <= session.Now || ends <= session.Now)
        {
            var ended = session.PauseRows.EndDue();
            handedOn = ended.Sum(new PausedPlaces(session).GoOn) + session.Life.Admit(session.SlotRows.Pass());
            (next, _, _) = NextDue();
        }

        var wait = next - session.Now;
        return new Promoted(due.Count + handedOn, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }

    /// <summary>When there is something to do next, when the next start under a rate passes, whether somebody waits for that or not, and when a pause ends.</summary>
    private (DateTimeOffset? Next, DateTimeOffset? Passes, DateTimeOffset? Ends) NextDue() => session.Transaction.Sql("Upkeep/next_due")
        .First(row => (new[] { row.TimeOrNull(0), row.TimeOrNull(2), row.TimeOrNull(3) }.Min(), row.TimeOrNull(1), row.TimeOrNull(3)));

    public int Admit() => new PausedPlaces(session).GiveUp(session.SlotRows.HeldByPaused()) + session.Life.Admit(session.SlotRows.WaitingKeys());

    public int Prune(TimeSpan keep, int limit)
    {
        session.KeyRows.Prune();
        session.SlotRows.Prune();
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
