using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Changes;

/// <summary>What people do to jobs and queues.</summary>
internal sealed class ControlChanges(Session session)
{
    public ControlReply Cancel(long jobId, string actor, string? reason)
    {
        if (session.Jobs.Find(jobId) is not { } job)
        {
            return ControlReplies.NotFound(jobId);
        }

        if (job.State.IsOver())
        {
            return ControlReplies.Over(job);
        }

        session.Audit.Add(actor, "JOB_CANCELLED", $"job {jobId}", reason);
        var error = new JobError("cancelled", reason is null ? $"cancelled by {actor}" : $"cancelled by {actor}: {reason}").Bounded();
        var running = CancelOrder(job).Count(id => CancelOne(session.Jobs.Find(id)!, error));
        return new ControlReply(running > 0 ? ControlResult.Requested : ControlResult.Done);
    }

    public ControlReply Delete(long jobId, string actor)
    {
        var refusal = ControlReplies.WhyNotDelete(session.Jobs.Find(jobId), jobId);
        if (refusal is null)
        {
            session.Audit.Add(actor, "JOB_DELETED", $"job {jobId}");
            session.Trees.Remove(jobId);
        }

        return refusal ?? ControlReplies.Done;
    }

    public ControlReply Pause(string queue, string actor)
    {
        if (session.Transaction.Sql("Queues/pause").Set("@name", queue).Run() == 0)
        {
            return new ControlReply(ControlResult.Unchanged, $"queue {queue} is paused already");
        }

        session.Audit.Add(actor, "QUEUE_PAUSED", $"queue {queue}");
        return ControlReplies.Done;
    }

    public ControlReply Resume(string queue, string actor)
    {
        if (session.Transaction.Sql("Queues/resume").Set("@name", queue).Run() == 0)
        {
            return new ControlReply(ControlResult.Unchanged, $"queue {queue} is not paused");
        }

        session.Audit.Add(actor, "QUEUE_RESUMED", $"queue {queue}");
        return ControlReplies.Done;
    }

    /// <summary>Cancels one member; true where it runs and was only asked.</summary>
    private bool CancelOne(JobRecord job, JobError error)
    {
        if (job.State.IsOver())
        {
            return false;
        }

        if (job.State == JobState.Running || job.IsContainer)
        {
            session.Jobs.Put(job with { CancelRequested = true, Error = error });
            return job.State == JobState.Running;
        }

        session.Life.End(job, JobState.Cancelled, error);
        return false;
    }

    /// <summary>
    /// The containers first, so that they know why they end; then the members, the last first, so that each is cancelled for itself
    /// and not because of one it depends on.
    /// </summary>
    private List<long> CancelOrder(JobRecord job)
    {
        var members = new Dictionary<long, JobRecord> { [job.Id] = job };
        if (job.IsContainer)
        {
            foreach (var other in session.Trees.Tree(job.RootId).Where(other => other.ParentId is { } parent && members.ContainsKey(parent)))
            {
                members[other.Id] = other;
            }
        }

        return [.. members.Values.OrderByDescending(member => member.IsContainer).ThenByDescending(member => member.Id).Select(member => member.Id)];
    }
}
