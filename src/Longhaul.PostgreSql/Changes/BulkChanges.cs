using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>A part of a bulk operation: what it is likely to touch is fetched and locked at once, keys before jobs; then it goes by the rules.</summary>
internal sealed class BulkChanges(Session session)
{
    public BulkReply Apply(BulkRequest request, IReadOnlyList<long> found, long? next)
    {
        if (request is { Action: BulkAction.Retry, Filter.State: not JobState.Scheduled } or { Action: BulkAction.Delete })
        {
            new OverChanges(session).Lock();
            MeetOver(found, withKeys: request.Action == BulkAction.Retry);
        }
        else
        {
            new OutcomeChanges(session).Expect(found);
            var fresh = found.Select(session.Jobs.FindOpen).OfType<JobRecord>().Count(job => BulkRules.TakesNumber(request, job));
            if (fresh > 0)
            {
                session.Transaction.Reserve(fresh);
            }
        }

        return new BulkRules(session).Apply(request, found, next);
    }

    private void MeetOver(IReadOnlyList<long> found, bool withKeys)
    {
        var over = session.Transaction.Sql("Bulk/list_over")
            .Set("@ids", found).Set("@first", found[0]).Set("@last", found[^1]).All(row => JobRow.Read(row));
        if (withKeys)
        {
            session.KeyRows.Lock(over.SelectMany(job => job.UniqueKeys).Select(key => key.Key));
            session.SlotRows.Lock(over.SelectMany(job => job.Slots).Select(slot => slot.Key));
        }

        session.JobRows.MeetOver(over);
    }
}
