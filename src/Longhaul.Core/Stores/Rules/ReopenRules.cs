using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Takes jobs that are over back into work.</summary>
internal sealed class ReopenRules(IStoreRows rows)
{
    private readonly TreeWalk _walk = new(rows);

    public ControlReply Reopen(long jobId, string actor)
    {
        if (rows.Jobs.Find(jobId) is not { } job)
        {
            return ControlReplies.NotFound(jobId);
        }

        var reply = ReopenUnsaid(job);
        if (reply.Result == ControlResult.Done)
        {
            rows.Audit.Add(actor, "JOB_RETRIED", $"job {jobId}");
        }

        return reply;
    }

    /// <summary>Takes a job back, or lets one that waits for its time go now; the audit log is the caller's.</summary>
    public ControlReply ReopenUnsaid(JobRecord job)
    {
        if (job.State == JobState.Scheduled)
        {
            rows.Life.Settle(job with { DueAt = null }, freshPosition: true);
            return ControlReplies.Done;
        }

        if (!job.State.IsOver())
        {
            return ControlReplies.Refused($"job {job.Id} is {job.State.Name()}; only a job that is over, or waits for its time, can be retried");
        }

        if (job.State.Satisfies() && ItemStep.ListOf(job.Step) is { } list)
        {
            return ControlReplies.MadeOthers(job, list);
        }

        var start = Start(job);
        return start.Count == 0
            ? ControlReplies.Refused($"nothing in run {job.Id} failed or was cancelled; retry one of its steps to run from there")
            : new TakeBackRules(rows).TakeBack(job.RootId, start, goesOn: true);
    }

    /// <summary>
    /// For a container what did not end well below it, where there is such, else the job. A run of which all ended well has nothing to take back.
    /// </summary>
    private List<JobRecord> Start(JobRecord job)
    {
        if (!job.IsContainer)
        {
            return [job];
        }

        var badly = rows.Trees.Tree(job.RootId).FindAll(other => other.State.IsOver() && !other.State.Satisfies() && !_walk.IsAllowed(other, job.Id) && _walk.Ancestors(other).Any(parent => parent.Id == job.Id));
        var causes = badly.FindAll(other => !other.IsContainer || other.IsExpanded);
        var explained = causes.SelectMany(_walk.Ancestors).Select(parent => parent.Id).ToHashSet();
        var start = causes.FindAll(other => !explained.Contains(other.Id));
        return start.Count == 0 && job.IsExpanded ? [job] : start;
    }
}
