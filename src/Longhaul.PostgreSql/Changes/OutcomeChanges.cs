using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Ends of attempts that concern others, by the rules.</summary>
internal sealed class OutcomeChanges(Session session)
{
    public IReadOnlyList<FinishReply> Finish(IReadOnlyList<Finish> items)
    {
        Expect([.. items.Select(item => item.Attempt.JobId).Distinct()]);
        var rules = new OutcomeRules(session);
        return [.. items.Select(rules.Finish)];
    }

    /// <summary>Locks the slots of jobs that are about to end, and then these with all whom their ends concern and those that are handed their slots.</summary>
    public void Expect(IReadOnlyList<long> ids)
    {
        var concerned = session.Transaction.Sql("Outcomes/list_concerned").Set("@ids", ids)
            .All(row => (Slots: JobLists.ReadSlots(row.TextOrNull(0)), Job: row.LongOrNull(1)));
        var keys = concerned.SelectMany(one => one.Slots).Select(slot => slot.Key).ToList();
        session.SlotRows.Lock(keys);
        var next = session.SlotRows.Next(keys);
        if (next.Count > 0)
        {
            // Each takes a number as it is handed its slot; one by one they took a trip each. Those that are left over are a gap.
            session.Transaction.Reserve(Math.Min(next.Count, ids.Count));
        }

        // All at once and in their order: two batches that lock parents and dependents as they come to them lock each other.
        session.Jobs.Expect(ids.Concat(concerned.Select(one => one.Job).OfType<long>()).Concat(next));
    }
}
