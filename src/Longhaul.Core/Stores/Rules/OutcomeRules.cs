using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Ends of attempts.</summary>
internal sealed class OutcomeRules(IStoreRows rows)
{
    /// <summary>Ends an attempt if it is the one that runs the job.</summary>
    public FinishReply Finish(Finish item)
    {
        var job = rows.Jobs.Find(item.Attempt.JobId);
        if (job is null)
        {
            return FinishReply.Gone;
        }

        if (job.Running != item.Attempt)
        {
            return job.State != JobState.Running && job.Token == item.Attempt.Token ? FinishReply.Accepted : FinishReply.Fenced;
        }

        var outcome = item.Outcome;
        Note(job.Id, outcome.Audit);
        if (outcome.Kind != OutcomeKind.Expanded && outcome.Spawn.Any(GoesToWhatStops))
        {
            outcome = CutShort(job, outcome);
        }
        else if (outcome.Spawn.Count > 0 && outcome.Kind != OutcomeKind.Expanded)
        {
            new IntakeRules(rows).Enqueue(AtLimitRules.Waiting(outcome.Spawn));
            job = rows.Jobs.FindOpen(job.Id)!;
        }

        job = job with { StartedAt = job.StartedAt ?? StartedAt(job, item.Ran) };
        if (job.KeepHistory || outcome.Kind != OutcomeKind.Completed)
        {
            rows.Attempts.Add(job, outcome.Kind.Name(), outcome.Error, outcome.Resources);
        }

        Apply(job, outcome);
        return FinishReply.Accepted;
    }

    /// <summary>It would be one more member of what is being cancelled, such as the next items of a list.</summary>
    private bool GoesToWhatStops(NewJob spawned) => spawned.Parent?.Id is { } parent && rows.Jobs.Find(parent)?.CancelRequested == true;

    /// <summary>Completed, it would never make the others: whoever takes the list back is to find it among what did not end well.</summary>
    private static Outcome CutShort(JobRecord job, Outcome outcome) =>
        job.CancelRequested && outcome.Kind == OutcomeKind.Completed ? outcome with { Kind = OutcomeKind.Cancelled, Error = job.Error } : outcome;

    private void Note(long jobId, IReadOnlyList<AuditNote> notes)
    {
        if (AuditNote.Complaint(notes) is { } complaint)
        {
            throw new RefusedException($"job {jobId}: {complaint}");
        }

        foreach (var note in notes)
        {
            rows.Audit.Add($"job {jobId}", note.Action, $"job {jobId}", note.Detail);
        }
    }

    private void Apply(JobRecord job, Outcome outcome)
    {
        var again = outcome.Kind is OutcomeKind.Retry or OutcomeKind.Snoozed or OutcomeKind.Released;
        var counted = job with
        {
            Failures = job.Failures + (outcome.Kind is OutcomeKind.Retry or OutcomeKind.Failed ? 1 : 0),
            Releases = job.Releases + (outcome.Kind == OutcomeKind.Released ? 1 : 0),
            Crashes = outcome.Kind == OutcomeKind.Released ? job.Crashes : 0,
        };
        var goesOn = outcome.Kind is OutcomeKind.Expanded or OutcomeKind.AwaitingReview;
        if ((again || goesOn) && job.CancelRequested)
        {
            rows.Life.End(counted, JobState.Cancelled, job.Error);
        }
        else if (JobLife.IsOutdated(job))
        {
            rows.Life.GoAgain(counted);
        }
        else if (goesOn)
        {
            WaitForOthers(counted, outcome);
        }
        else if (again)
        {
            GoOn(counted, outcome);
        }
        else
        {
            var ended = counted with { Output = outcome.Output ?? job.Output, Artifacts = outcome.Artifacts ?? job.Artifacts };
            rows.Life.End(ended, EndState(outcome.Kind), outcome.Error);
        }
    }

    /// <summary>The attempt is over and the job is not: it waits for its children, or for a person, and needs no place meanwhile.</summary>
    private void WaitForOthers(JobRecord job, Outcome outcome)
    {
        if (outcome.Kind == OutcomeKind.AwaitingReview)
        {
            new ReviewRules(rows).Open(job, outcome.Review!);
        }
        else
        {
            new ExpandRules(rows).Expand(job, outcome);
        }

        if (job.Admitted)
        {
            rows.Life.Admit(JobLife.FreedBy(job));
        }
    }

    private void GoOn(JobRecord job, Outcome outcome)
    {
        var cleared = job with { Stage = null, Progress = null, EtaSeconds = null };
        if (outcome.Kind == OutcomeKind.Released && JobLife.KeepsSlots(job))
        {
            rows.Jobs.Put(cleared with { State = JobState.Ready, Front = true });
            return;
        }

        rows.Life.Settle(
            cleared with { DueAt = Due(outcome.Delay), Error = outcome.Error ?? job.Error, Admitted = false }, freshPosition: true);
        if (job.Admitted)
        {
            rows.Life.Admit(JobLife.FreedBy(job));
        }
    }

    /// <summary>When an attempt began that nobody had told the store of: so long ago as it ran, but not before its claim.</summary>
    private DateTimeOffset? StartedAt(JobRecord job, TimeSpan? ran)
    {
        var began = ran is { } time ? rows.Now.AddMilliseconds(-Math.Floor(time.TotalMilliseconds)) : (DateTimeOffset?)null;
        return began < job.ClaimedAt ? job.ClaimedAt : began;
    }

    private DateTimeOffset? Due(TimeSpan delay) =>
        delay > TimeSpan.Zero ? rows.Now.AddMilliseconds(Math.Floor(delay.TotalMilliseconds)) : null;

    /// <summary>The state in which an outcome leaves a job that is over.</summary>
    public static JobState EndState(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Completed => JobState.Completed,
        OutcomeKind.Skipped => JobState.Skipped,
        OutcomeKind.Cancelled => JobState.Cancelled,
        _ => JobState.Failed,
    };
}
