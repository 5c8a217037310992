using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>People change values of jobs, and what was made of them is made again.</summary>
internal sealed class MemoryEdits(MemoryTables tables, MemoryLife life, MemoryReopen reopen)
{
    public ControlReply Edit(JobEdit edit, string actor)
    {
        if (tables.Find(edit.JobId) is not { } job)
        {
            return ControlReplies.NotFound(edit.JobId);
        }

        var verdict = EditVerdict.Of(job, edit, actor, tables.Now);
        if (verdict.Refusal is { } refusal)
        {
            return refusal;
        }

        var tree = tables.Tree(job.RootId);
        var start = tree.Where(other => job.IsContainer
            ? (!other.IsContainer || other.IsExpanded) && (other.State.IsOver() || other.Attempt > 0)
            : other.Id == job.Id && job.State.IsOver()).ToList();
        if ((job.IsContainer ? tree.FirstOrDefault(other => other.State == JobState.Running) : reopen.RunsAfter(start)) is { } running)
        {
            return EditVerdict.StillRuns(running);
        }

        if (start.Count > 0 && reopen.TakeBack(job.RootId, start, goesOn: false) is { Result: not ControlResult.Done } not)
        {
            return not;
        }

        tables.AddAudit(actor, "JOB_EDITED", $"job {job.Id}", EditVerdict.Detail(edit));
        var edited = tables.Put(tables.Data.Open[job.Id] with
        {
            Input = verdict.Input, Edits = verdict.Edits, Checkpoint = job.IsContainer ? job.Checkpoint : null,
        });
        foreach (var change in edit.Part == EditPart.Input ? edit.Slots : [])
        {
            if (tables.Data.Open.TryGetValue(change.JobId, out var member) && member.RootId == job.RootId && EditVerdict.MayChangeKeys(member))
            {
                tables.Put(member with { State = JobState.Scheduled, Admitted = false, Slots = change.Slots });
                life.Admit(member.Admitted ? MemoryLife.FreedBy(member) : new HashSet<string>());
                life.Settle(tables.Data.Open[member.Id], freshPosition: true);
            }
        }

        if (edit.Part == EditPart.Output)
        {
            life.End(edited with { Output = edit.After, Artifacts = job.Artifacts }, JobState.Completed, null);
        }

        return ControlReplies.Done;
    }
}
