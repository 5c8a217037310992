using Longhaul.Core.Edits;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Jobs;

/// <summary>Makes the new value of a job from the old one and what a person types.</summary>
internal sealed class JobClientEdits(IJobStore store, ProjectDefinition project, KeyRing? keys)
{
    public async Task<EditReply> EditAsync(long jobId, EditPart part, string members, string actor, string? note, CancellationToken cancel)
    {
        InputText.Check(members);
        JobClientExpansion.RefuseSealed(members);
        if (await store.Queries.GetAsync(jobId, cancel).ConfigureAwait(false) is not { } job)
        {
            return new EditReply(ControlReplies.NotFound(jobId));
        }

        if (part == EditPart.Output && EditedKeys.KindOf(job, project)?.Flow?.Review is not null)
        {
            return new EditReply(ControlReplies.Refused($"job {jobId} is a person's decision, and nobody else's; retry it, and approve or reject it then"));
        }

        var stored = JobEdits.ValueOf(job, part);
        var before = EncryptedInput.Open(keys, stored);
        var after = Checked(job, part, JobEdits.Over(before, members));
        if (JobEdits.Changed(before, after).Count == 0)
        {
            return new EditReply(new ControlReply(ControlResult.Unchanged, $"job {jobId} has it so already"), before, after);
        }

        var edit = new JobEdit
        {
            JobId = jobId, Part = part, Before = stored, Note = note, Slots = part == EditPart.Input ? await SlotsAsync(job, before, after, cancel).ConfigureAwait(false) : [],
            After = await IsPrivateAsync(job, part, stored, cancel).ConfigureAwait(false) ? Sealed(job, after) : after,
        };
        return new EditReply(await store.Control.EditAsync(edit, actor, cancel).ConfigureAwait(false), before, after);
    }

    private async Task<IReadOnlyList<JobSlots>> SlotsAsync(JobRecord job, string before, string after, CancellationToken cancel)
    {
        var tree = job.IsContainer || job.ParentId is not null ? await store.Queries.ListTreeAsync(job.RootId, cancel).ConfigureAwait(false) : [];
        return new EditedKeys(project, keys, tree).Of(job, before, after);
    }

    private string Sealed(JobRecord job, string after) => EncryptedInput.Seal(EncryptedInput.Require(keys, job.Kind), after);

    /// <summary>A run takes what a new one would take.</summary>
    private string Checked(JobRecord job, EditPart part, string after) =>
        part == EditPart.Input && job is { IsContainer: true, ParentId: null } && project.Pipelines.TryGetValue(job.Kind, out var pipeline)
            ? PipelineInput.Normalise(pipeline, after)
            : after;

    // What is given to a step is as private as the input of what it belongs to, though the step has none of its own yet: of its run, or of a pipeline within that.
    private async Task<bool> IsPrivateAsync(JobRecord job, EditPart part, string stored, CancellationToken cancel)
    {
        var isSealed = EncryptedInput.IsSealed(stored);
        for (var above = job.ParentId; part == EditPart.Input && !isSealed && above is { } id;)
        {
            var parent = await store.Queries.GetAsync(id, cancel).ConfigureAwait(false);
            isSealed = parent is not null && EncryptedInput.IsSealed(parent.Input);
            above = parent?.ParentId;
        }

        return part == EditPart.Input && isSealed;
    }
}
