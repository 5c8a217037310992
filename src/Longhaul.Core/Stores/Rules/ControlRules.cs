using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>What people do to jobs, and what they pause.</summary>
internal sealed class ControlRules(IStoreRows rows)
{
    public ControlReply Cancel(long jobId, string actor, string? reason)
    {
        if (rows.Jobs.Find(jobId) is not { } job)
        {
            return ControlReplies.NotFound(jobId);
        }

        if (job.State.IsOver())
        {
            return ControlReplies.Over(job);
        }

        rows.Audit.Add(actor, "JOB_CANCELLED", $"job {jobId}", reason);
        return CancelUnsaid(job, actor, reason);
    }

    /// <summary>Cancels a job that is not over; the audit log is the caller's.</summary>
    public ControlReply CancelUnsaid(JobRecord job, string actor, string? reason)
    {
        var error = new JobError("cancelled", reason is null ? $"cancelled by {actor}" : $"cancelled by {actor}: {reason}").Bounded();
        return new ControlReply(Stop(job, error) > 0 ? ControlResult.Requested : ControlResult.Done);
    }

    /// <summary>Cancels a job with all that is below it, for a reason.</summary>
    /// <returns>How many run and were only asked.</returns>
    public int Stop(JobRecord job, JobError error) => CancelOrder(job).Count(id => CancelOne(rows.Jobs.Find(id)!, error));

    public ControlReply Delete(long jobId, string actor)
    {
        var reply = DeleteUnsaid(jobId);
        if (reply.Result == ControlResult.Done)
        {
            rows.Audit.Add(actor, "JOB_DELETED", $"job {jobId}");
        }

        return reply;
    }

    /// <summary>Removes a tree; the audit log is the caller's.</summary>
    public ControlReply DeleteUnsaid(long jobId)
    {
        var refusal = ControlReplies.WhyNotDelete(rows.Jobs.Find(jobId), jobId);
        if (refusal is null)
        {
            rows.Trees.Remove(jobId);
        }

        return refusal ?? ControlReplies.Done;
    }

    public ControlReply Pause(PauseTarget target, string actor, string? reason)
    {
        if (ControlReplies.WhyNotPause(target) is { } refusal)
        {
            return refusal;
        }

        if (!rows.Pauses.Add(new PauseRecord(target, rows.Now, actor, reason)))
        {
            return ControlReplies.SoAlready(target, paused: true);
        }

        rows.Audit.Add(actor, target.Action("PAUSED"), target.ToString(), reason);
        return ControlReplies.Done;
    }

    public ControlReply Resume(PauseTarget target, string actor)
    {
        if (!rows.Pauses.Remove(target, PauseCause.Person))
        {
            return ControlReplies.SoAlready(target, paused: false);
        }

        rows.Audit.Add(actor, target.Action("RESUMED"), target.ToString());
        if (target.Scope == PauseScope.Tenant)
        {
            new PausedPlaces(rows).GoOn(target.Name);
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
            // One that was to go again once all that it became is over does not.
            rows.Jobs.Put(job with { CancelRequested = true, Error = error, WaitingFor = job.IsExpanded ? 0 : job.WaitingFor });
            return job.State == JobState.Running;
        }

        rows.Life.End(job, JobState.Cancelled, error);
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
            foreach (var other in rows.Trees.Tree(job.RootId).Where(other => other.ParentId is { } parent && members.ContainsKey(parent)))
            {
                members[other.Id] = other;
            }
        }

        return [.. members.Values.OrderByDescending(member => member.IsContainer).ThenByDescending(member => member.Id).Select(member => member.Id)];
    }
}
