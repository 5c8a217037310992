using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>What must be done now and then.</summary>
internal sealed class UpkeepChanges(Session session)
{
    /// <summary>A job may have 10 MiB of input, and all of those that are promoted together are in memory at once.</summary>
    private const int MostCharacters = 32 << 20;

    public Promoted PromoteDue(int limit)
    {
        var due = session.JobRows.Meet(session.Transaction.Sql("Upkeep/list_due")
            .Set("@now", session.Now).Set("@limit", limit).Set("@characters", MostCharacters).All(JobTable.ReadOpen));
        session.SlotRows.Lock(due.SelectMany(job => job.Slots).Select(slot => slot.Key));
        session.SlotRows.ExpectTurns(due.Select(job => (job.Slots, job.Priority, job.Tenant)));
        session.Transaction.Reserve(due.Count);
        due.ForEach(new ReviewRules(session).Promote);
        session.FlushJobs();
        var (next, passes, ends) = NextDue();
        var handedOn = 0;
        if (passes <= session.Now || ends <= session.Now)
        {
            var ended = session.PauseRows.EndDue();
            handedOn = ended.Sum(new PausedPlaces(session).GoOn) + session.Life.Admit(session.SlotRows.Pass());
            session.FlushJobs();
            (next, _, _) = NextDue();
        }

        var wait = next - session.Now;
        return new Promoted(due.Count + handedOn, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }

    /// <summary>Jobs of paused tenants give places that others wait for to them.</summary>
    public int GiveUp(IReadOnlyList<long> ids)
    {
        session.JobRows.Expect(ids);
        session.SlotRows.Lock(ids.Select(session.JobRows.FindOpen).OfType<JobRecord>().SelectMany(job => job.Slots).Select(slot => slot.Key));
        return new PausedPlaces(session).GiveUp(ids);
    }

    /// <summary>When there is something to do next, when the next start under a rate passes, whether somebody waits for that or not, and when a pause ends.</summary>
    private (DateTimeOffset? Next, DateTimeOffset? Passes, DateTimeOffset? Ends) NextDue() => session.Transaction.Sql("Upkeep/next_due")
        .First(row => (new[] { row.TimeOrNull(0), row.TimeOrNull(2), row.TimeOrNull(3) }.Min(), row.TimeOrNull(1), row.TimeOrNull(3)));
}
