using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Does something to many jobs.</summary>
internal sealed class MemoryBulk(MemoryTables tables, MemoryLife life, MemoryLine line, MemoryControl control, MemoryReopen reopen)
{
    public BulkReply Apply(BulkRequest request)
    {
        BulkChecks.Check(request);
        var most = request.Ids is null ? request.Limit : IJobStore.MaxBatch;
        var matching = tables.Data.Open.Values.Concat(tables.Data.History.Values).OrderBy(job => job.Id)
            .Where(job => job.Id > request.After && job.Id <= request.Through && request.Ids?.Contains(job.Id) != false && Matches(job, request))
            .Select(job => job.Id).Take(most + 1).ToList();
        var part = matching.Take(most).ToList();
        var next = matching.Count > part.Count ? part[^1] : (long?)null;
        if (request.DryRun)
        {
            return new BulkReply(part, next);
        }

        var ids = new List<long>();
        var replies = new List<ControlReply>();
        foreach (var id in part)
        {
            // What was done to one before it, such as its run, may have been done to it as well.
            var job = tables.Find(id) is { } found && Matches(found, request) ? found : null;
            ids.AddRange(job is null ? [] : [id]);
            replies.Add(job is null ? ControlReplies.Done : Act(job, request));
        }

        return Told(request, new BulkReply(ids, next)
        {
            Done = replies.Count(reply => reply.Result == ControlResult.Done),
            Requested = replies.Count(reply => reply.Result == ControlResult.Requested),
            Unchanged = replies.Count(reply => reply.Result == ControlResult.Unchanged),
            Refused = replies.Count(reply => reply.Result is ControlResult.Refused or ControlResult.NotFound),
            Complaint = replies.Find(reply => reply.Result == ControlResult.Refused)?.Message,
        });
    }

    private BulkReply Told(BulkRequest request, BulkReply reply)
    {
        if (BulkChecks.Entry(request, reply) is { } entry)
        {
            tables.AddAudit(entry.Actor, entry.Action, entry.Subject, entry.Detail);
        }

        return reply;
    }

    private bool Matches(JobRecord job, BulkRequest request) => MemoryQueries.Matches(job, request.Filter) && request.Action switch
    {
        BulkAction.Cancel => !job.State.IsOver(),
        BulkAction.Retry when life.IsAllowed(job) => false,
        BulkAction.Retry => request.Filter.State is null ? job.State is JobState.Failed or JobState.Cancelled : job.State.IsOver() || job.State == JobState.Scheduled,
        BulkAction.Delete => job.State.IsOver() && job.ParentId is null,
        _ => !job.IsContainer && (request.DryRun ? BulkChecks.HasPlace(job) : !job.State.IsOver()),
    };

    private ControlReply Act(JobRecord job, BulkRequest request)
    {
        switch (request.Action)
        {
            case BulkAction.Cancel:
                return control.CancelUnsaid(job, request.Actor, request.Reason);
            case BulkAction.Retry:
                return reopen.ReopenUnsaid(job);
            case BulkAction.Delete:
                return control.DeleteUnsaid(job.Id);
        }

        if (!BulkChecks.HasPlace(job))
        {
            return BulkChecks.Left(job);
        }

        var moved = request.Action == BulkAction.Move ? job with { Queue = request.Queue! } : job with { Priority = request.Priority!.Value };
        if (moved.Queue == job.Queue && moved.Priority == job.Priority)
        {
            return new ControlReply(ControlResult.Unchanged);
        }

        var joins = job.State == JobState.Ready && !job.Front;
        var waits = job.State == JobState.Blocked && job.WaitingFor == 0 && job.Slots.Count > 0;
        var tag = !waits ? 0 : moved.Priority == job.Priority ? job.Tag : life.NextTag(moved);
        tables.Put(joins ? line.Join(moved with { Position = tables.NextNumber() }) : moved with { Tag = tag });
        return ControlReplies.Done;
    }
}
