using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>What people do to jobs, and what they pause.</summary>
internal sealed class MemoryControl(MemoryTables tables, MemoryLife life)
{
    public ControlReply Cancel(long jobId, string actor, string? reason)
    {
        if (tables.Find(jobId) is not { } job)
        {
            return ControlReplies.NotFound(jobId);
        }

        if (job.State.IsOver())
        {
            return ControlReplies.Over(job);
        }

        tables.AddAudit(actor, "JOB_CANCELLED", $"job {jobId}", reason);
        return CancelUnsaid(job, actor, reason);
    }

    /// <summary>Cancels a job that is not over; the audit log is the caller's.</summary>
    public ControlReply CancelUnsaid(JobRecord job, string actor, string? reason)
    {
        var error = new JobError("cancelled", reason is null ? $"cancelled by {actor}" : $"cancelled by {actor}: {reason}").Bounded();
        return new ControlReply(Stop(job, error) ? ControlResult.Requested : ControlResult.Done);
    }

    /// <summary>Cancels a job and what is below it; true where some of it runs and was only asked.</summary>
    public bool Stop(JobRecord job, JobError error)
    {
        var running = false;
        foreach (var id in CancelOrder(job))
        {
            running |= CancelOne(tables.Find(id)!, error);
        }

        return running;
    }

    public ControlReply Delete(long jobId, string actor)
    {
        var reply = DeleteUnsaid(jobId);
        if (reply.Result == ControlResult.Done)
        {
            tables.AddAudit(actor, "JOB_DELETED", $"job {jobId}");
        }

        return reply;
    }

    /// <summary>Removes a tree; the audit log is the caller's.</summary>
    public ControlReply DeleteUnsaid(long jobId)
    {
        var refusal = ControlReplies.WhyNotDelete(tables.Find(jobId), jobId);
        if (refusal is null)
        {
            tables.Remove(jobId);
        }

        return refusal ?? ControlReplies.Done;
    }

    public ControlReply Pause(PauseTarget target, string actor, string? reason)
    {
        if (ControlReplies.WhyNotPause(target) is { } refusal)
        {
            return refusal;
        }

        if (tables.Data.Paused.ContainsKey(target))
        {
            return ControlReplies.SoAlready(target, paused: true);
        }

        tables.Data.Paused = tables.Data.Paused.Add(target, new PauseRecord(target, tables.Now, actor, reason));
        tables.AddAudit(actor, target.Action("PAUSED"), target.ToString(), reason);
        return ControlReplies.Done;
    }

    public ControlReply Resume(PauseTarget target, string actor)
    {
        if (!tables.Data.Paused.ContainsKey(target))
        {
            return ControlReplies.SoAlready(target, paused: false);
        }

        tables.Data.Paused = tables.Data.Paused.Remove(target);
        tables.AddAudit(actor, target.Action("RESUMED"), target.ToString());
        if (target.Scope == PauseScope.Tenant)
        {
            new MemoryPausedPlaces(tables, life).GoOn(target.Name);
        }

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
            tables.Put(job with { CancelRequested = true, Error = error, WaitingFor = job.IsExpanded ? 0 : job.WaitingFor });
            return job.State == JobState.Running;
        }

        life.End(job, JobState.Cancelled, error);
        return false;
    }

    /// <summary>
    /// The containers first, so that they know why they end; then the members, the last first, so that each is cancelled for itself
    /// and not because of one it depends on.
    /// </summary>
    private List<long> CancelOrder(JobRecord job)
    {
        var members = new HashSet<long> { job.Id };
        foreach (var other in tables.Tree(job.RootId).Where(other => other.ParentId is { } parent && members.Contains(parent)))
        {
            members.Add(other.Id);
        }

        return members.OrderByDescending(id => tables.Find(id)!.IsContainer).ThenByDescending(id => id).ToList();
    }
}
