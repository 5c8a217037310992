using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>People change values of jobs, and what was made of them is made again.</summary>
internal sealed class EditRules(IStoreRows rows)
{
    private readonly TreeWalk _walk = new(rows);

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
            return ControlReplies.Done;
        }

        foreach (var (id, slots) in edit.Slots)
        {
            ChangeKeys(job.RootId, id, slots);
        }

        return ControlReplies.Done;
    }

    /// <summary>A member that waits lets go of what it has under its old keys, and stands in line for the new ones.</summary>
    private void ChangeKeys(long rootId, long id, IReadOnlyList<SlotKey> slots)
    {
        if (rows.Jobs.FindOpen(id) is not { } job || job.RootId != rootId || !EditVerdict.MayChangeKeys(job))
        {
            return;
        }

        // What it holds or waits for goes before the new keys are looked at, which may be the same.
        var away = rows.Jobs.Put(job with { State = JobState.Scheduled, Admitted = false });
        rows.Jobs.Replace(away with { Slots = slots });
        if (job.Admitted)
        {
            rows.Life.Admit(JobLife.FreedBy(job));
        }

        rows.Life.Settle(rows.Jobs.FindOpen(id)!, freshPosition: true);
    }

    /// <summary>What has had its turn with the old value has another one; null where that is possible.</summary>
    private ControlReply? TakeBack(JobRecord job)
    {
        var start = job.IsContainer ? Begun(job) : job.State.IsOver() ? [job] : [];
        if (RunsAfter(job, start) is { } running)
        {
            return EditVerdict.StillRuns(running);
        }

        var reply = start.Count == 0 ? ControlReplies.Done : new TakeBackRules(rows).TakeBack(job.RootId, start, goesOn: false);
        return reply.Result == ControlResult.Done ? null : reply;
    }

    /// <summary>The steps of a run that have had their turn, or a part of it; a mere container goes again with what is in it.</summary>
    private List<JobRecord> Begun(JobRecord run) => rows.Trees.Tree(run.Id)
        .FindAll(step => (!step.IsContainer || step.IsExpanded) && (step.State.IsOver() || step.Attempt > 0));

    /// <summary>One that runs with what a run, or members that are to be taken back, gave to it; null for none.</summary>
    private JobRecord? RunsAfter(JobRecord job, List<JobRecord> start)
    {
        var after = job.IsContainer ? rows.Trees.Tree(job.RootId) : _walk.After(start);
        return after.Concat(_walk.Below(after.FindAll(one => one.IsExpanded))).FirstOrDefault(one => one.State == JobState.Running);
    }
}
