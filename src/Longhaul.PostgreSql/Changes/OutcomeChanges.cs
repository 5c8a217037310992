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
        var ids = items.Select(item => item.Attempt.JobId).Distinct().ToList();
        var slots = session.Transaction.Sql("Outcomes/list_slots").Set("@ids", ids).All(row => JobLists.ReadSlots(row.Text(0)));
        session.SlotRows.Lock(slots.SelectMany(held => held).Select(slot => slot.Key));
        session.Jobs.Expect(ids);
        var rules = new OutcomeRules(session);
        return [.. items.Select(rules.Finish)];
    }
}
