using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>People change values of jobs, and what was made of them is made again.</summary>
internal sealed class EditRules(IStoreRows rows)
{
    public ControlReply Edit(JobEdit edit, string actor)
    {
        if (rows.Jobs.Find(edit.JobId) is not { } job)
        {
            return ControlReplies.NotFound(edit.JobId);
        }

        var verdict = EditVerdict.Of(job, edit, actor, rows.Now);
        if ((verdict.Refusal ?? TakeBack(job)) is { } refusal)
        {
            return refusal;
        }

        rows.Audit.Add(actor, "JOB_EDITED", $"job {job.Id}", EditVerdict.Detail(edit));
        var edited = rows.Jobs.Replace(rows.Jobs.FindOpen(job.Id)! with
        {
            Input = verdict.Input, Edits = verdict.Edits, Checkpoint = job.IsContainer ? job.Checkpoint : null,
        });
        if (edit.Part == EditPart.Output)
        {
            rows.Life.End(edited with { Output = edit.After, Artifacts = job.Artifacts }, JobState.Completed, null);
        }

        return ControlReplies.Done;
    }

    /// <summary>What has had its turn with the old value has another one; null where that is possible.</summary>
    private ControlReply? TakeBack(JobRecord job)
    {
        var reopen = new ReopenRules(rows);
        var start = job.IsContainer ? reopen.Begun(job) : job.State.IsOver() ? [job] : [];
        if (reopen.RunsAfter(job, start) is { } running)
        {
            return EditVerdict.StillRuns(running);
        }

        var reply = start.Count == 0 ? ControlReplies.Done : reopen.TakeBack(job.RootId, start);
        return reply.Result == ControlResult.Done ? null : reply;
    }
}
