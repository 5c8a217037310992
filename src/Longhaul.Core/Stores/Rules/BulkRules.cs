using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Does something to many jobs that were found by a filter. Each is judged anew: it may have changed since it was found.</summary>
internal sealed class BulkRules(IStoreRows rows)
{
    public BulkReply Apply(BulkRequest request, IReadOnlyList<long> found, long? next)
    {
        rows.Jobs.Expect(found);
        if (!BulkChecks.WithAllowedFailures(request))
        {
            rows.Jobs.Expect(found.Select(rows.Jobs.Find).OfType<JobRecord>().Select(job => job.ParentId).OfType<long>().Distinct());
        }

        List<long> matching = [.. found.Where(id => rows.Jobs.Find(id) is { } job && Concerns(request, job))];
        var reply = request.DryRun ? new BulkReply(matching, next) : Act(request, matching, new BulkReply([], next));
        if (BulkChecks.Entry(request, reply) is { } entry)
        {
            rows.Audit.Add(entry.Actor, entry.Action, entry.Subject, entry.Detail);
        }

        return reply;
    }

    /// <summary>What was done to one before it, such as its run, may have been done to a job as well: it counts, and is not named again.</summary>
    private BulkReply Act(BulkRequest request, List<long> matching, BulkReply reply)
    {
        var ids = new List<long>(matching.Count);
        foreach (var id in matching)
        {
            if (rows.Jobs.Find(id) is { } job && Concerns(request, job))
            {
                ids.Add(id);
                reply = Count(reply, Act(request, job));
            }
            else
            {
                reply = Count(reply, ControlReplies.Done);
            }
        }

        return reply with { Ids = ids };
    }

    private ControlReply Act(BulkRequest request, JobRecord job) => request.Action switch
    {
        BulkAction.Cancel => new ControlRules(rows).CancelUnsaid(job, request.Actor, request.Reason),
        BulkAction.Retry => new ReopenRules(rows).ReopenUnsaid(job),
        BulkAction.Delete => new ControlRules(rows).DeleteUnsaid(job.Id),
        _ => Place(job, Placed(request, job)),
    };

    /// <summary>True where the job will take a fresh position, so that a store far away can fetch all of them at once, and no more.</summary>
    public static bool TakesNumber(BulkRequest request, JobRecord job) =>
        !request.DryRun && request.Action is (BulkAction.Move or BulkAction.Reprioritise) && job is { State: JobState.Ready, Front: false }
        && MayConcern(request, job) && Placed(request, job) != job;

    private bool Concerns(BulkRequest request, JobRecord job) => MayConcern(request, job) && (BulkChecks.WithAllowedFailures(request) || !new TreeWalk(rows).IsAllowed(job));

    private static bool MayConcern(BulkRequest request, JobRecord job) =>
        BulkChecks.States(request).Contains(job.State) && FilterRules.Matches(job, BulkChecks.Filter(request));

    private static JobRecord Placed(BulkRequest request, JobRecord job) =>
        request.Action == BulkAction.Move ? job with { Queue = request.Queue! } : job with { Priority = request.Priority!.Value };

    private ControlReply Place(JobRecord before, JobRecord after)
    {
        if (!BulkChecks.HasPlace(before))
        {
            return BulkChecks.Left(before);
        }

        if (before == after)
        {
            return new ControlReply(ControlResult.Unchanged);
        }

        rows.Jobs.Put(after switch
        {
            { State: JobState.Ready, Front: false } => rows.Life.Joining(after with { Position = rows.NextNumber() }),

            // Keys have a line for each priority, and none for a queue.
            { State: JobState.Blocked, WaitingFor: 0, Slots.Count: > 0 } => before.Priority == after.Priority ? after : after with { Tag = rows.Slots.NextTag(after) },

            // A tag of another lane says nothing in this one.
            _ => after with { Tag = 0 },
        });
        return ControlReplies.Done;
    }

    private static BulkReply Count(BulkReply sum, ControlReply reply) => reply.Result switch
    {
        ControlResult.Done => sum with { Done = sum.Done + 1 },
        ControlResult.Requested => sum with { Requested = sum.Requested + 1 },
        ControlResult.Unchanged => sum with { Unchanged = sum.Unchanged + 1 },
        _ => sum with { Refused = sum.Refused + 1, Complaint = sum.Complaint ?? reply.Message },
    };
}
