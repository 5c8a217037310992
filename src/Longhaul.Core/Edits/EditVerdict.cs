using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Edits;

/// <summary>What becomes of a change; the same for every store.</summary>
/// <param name="Refusal">Why nothing is done; null where something is.</param>
/// <param name="Edits">What the job then keeps.</param>
/// <param name="Input">The job's input then.</param>
internal sealed record EditVerdict(ControlReply? Refusal, string? Edits = null, string Input = "")
{
    /// <summary>Refuses what no job could have.</summary>
    /// <exception cref="RefusedException">Says what is wrong.</exception>
    public static void Check(JobEdit edit)
    {
        if (edit.Note?.Length > JobEdit.MaxNote)
        {
            throw new RefusedException($"job {edit.JobId}: the note has {edit.Note.Length} characters; at most {JobEdit.MaxNote} are allowed");
        }

        InputText.Check(edit.After);
        NewJobRules.CheckSlots(edit.Slots.SelectMany(change => change.Slots));
    }

    /// <summary>Its keys can be others from now on: it waits, if only for them.</summary>
    public static bool MayChangeKeys(JobRecord member) =>
        member is { IsContainer: false, State: JobState.Blocked or JobState.Ready or JobState.Scheduled };

    /// <summary>Judges a change.</summary>
    public static EditVerdict Of(JobRecord job, JobEdit edit, string actor, DateTimeOffset now)
    {
        var current = JobEdits.ValueOf(job, edit.Part);
        var edits = JobEdits.Read(job.Edits);
        if (current == edit.After)
        {
            return new EditVerdict(new ControlReply(ControlResult.Unchanged, $"job {job.Id} has it so already"));
        }

        if (WhyNot(job, edit.Part) is { } why)
        {
            return new EditVerdict(ControlReplies.Refused(why));
        }

        if (current != edit.Before)
        {
            return new EditVerdict(ControlReplies.Refused($"job {job.Id} was changed meanwhile; look at it, and change it again"));
        }

        if (edits.Count >= JobEdits.Most)
        {
            return new EditVerdict(ControlReplies.Refused($"job {job.Id} was changed {edits.Count} times, and that is the most; start another one"));
        }

        var record = new EditRecord(edit.Part, edit.Before, edit.After, actor, now, job.Attempt, edit.Note);
        var input = edit.Part == EditPart.Input && !JobEdits.IsGivenInput(job) ? edit.After : job.Input;
        return new EditVerdict(null, JobEdits.Write([.. edits, record]), input);
    }

    /// <summary>What the audit log says of it: names, and no values, which may be nobody else's business.</summary>
    public static string Detail(JobEdit edit)
    {
        var part = edit.Part == EditPart.Input ? "input" : "output";
        var names = EncryptedInput.IsSealed(edit.After) || EncryptedInput.IsSealed(edit.Before)
            ? "(encrypted)" : string.Join(", ", JobEdits.Changed(edit.Before, edit.After));
        return edit.Note is null ? $"{part} {names}" : $"{part} {names}: {edit.Note}";
    }

    /// <summary>Something runs with what was before.</summary>
    public static ControlReply StillRuns(JobRecord job) =>
        ControlReplies.Refused($"job {job.Id} ({job.Step ?? job.Kind}) works with what was before; wait until it is over, or cancel it");

    private static string? WhyNot(JobRecord job, EditPart part) => job switch
    {
        { State: JobState.Running } => $"job {job.Id} runs; wait until it is over, or cancel it",
        { IsContainer: true } when job.IsExpanded || job.ParentId is not null => $"job {job.Id} stands for others; change one of those",
        { Decision: not null } => $"job {job.Id} is a person's decision; approve or reject it, or change a step before it",
        { IsContainer: true } when part == EditPart.Output => $"job {job.Id} is a run and puts nothing out; change one of its steps",
        _ when part == EditPart.Output && !job.State.IsOver() => $"job {job.Id} is {job.State.Name()} and has put nothing out yet",
        _ when ItemStep.ListOf(job.Step) is not null => $"job {job.Id} only makes others; change one of those",
        _ => null,
    };
}
