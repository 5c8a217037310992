using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Ends of attempts.</summary>
internal sealed class MemoryOutcomes(MemoryTables tables, MemoryLife life, MemoryIntake intake)
{
    public IReadOnlyList<FinishReply> Finish(IReadOnlyList<Finish> items) => items.Select(Finish).ToList();

    private FinishReply Finish(Finish item)
    {
        var job = tables.Find(item.Attempt.JobId);
        if (job is null)
        {
            return FinishReply.Gone;
        }

        if (job.Running != item.Attempt)
        {
            return job.State != JobState.Running && job.Token == item.Attempt.Token ? FinishReply.Accepted : FinishReply.Fenced;
        }

        var outcome = item.Outcome;
        if (AuditNote.Complaint(outcome.Audit) is { } complaint)
        {
            throw new RefusedException($"job {job.Id}: {complaint}");
        }

        foreach (var note in outcome.Audit)
        {
            tables.AddAudit($"job {job.Id}", note.Action, $"job {job.Id}", note.Detail);
        }

        var spawns = outcome.Kind != OutcomeKind.Expanded;
        var stops = outcome.Spawn.Any(child => child.Parent?.Id is { } id && tables.Find(id)?.CancelRequested == true);
        if (spawns && !stops)
        {
            intake.Enqueue([.. outcome.Spawn.Select(WithPatience)]);
        }
        else if (spawns && job.CancelRequested && outcome.Kind == OutcomeKind.Completed)
        {
            // It has not done what it was for, and is to do it where the list is taken back.
            outcome = outcome with { Kind = OutcomeKind.Cancelled, Error = job.Error };
        }

        job = tables.Put(tables.Data.Open[job.Id] with { StartedAt = job.StartedAt ?? StartedAt(job, item.Ran) });
        if (job.KeepHistory || outcome.Kind != OutcomeKind.Completed)
        {
            tables.AddAttempt(Ended(job, outcome.Kind.Name(), outcome.Error, outcome.Resources, tables.Now));
        }

        Apply(job, outcome);
        return FinishReply.Accepted;
    }

    /// <summary>Nobody could be told that a spawned job was not added: it waits.</summary>
    private static NewJob WithPatience(NewJob job) => job with { Slots = [.. job.Slots.Select(slot => slot with { AtLimit = AtLimit.Wait })] };

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
            life.End(counted, JobState.Cancelled, job.Error);
        }
        else if (MemoryLife.IsOutdated(job))
        {
            life.GoAgain(counted);
        }
        else if (again)
        {
            GoOn(counted, outcome);
        }
        else if (goesOn)
        {
            WaitForOthers(counted with { Error = null, Stage = null, Progress = null, EtaSeconds = null, Admitted = false }, outcome);
            if (job.Admitted)
            {
                life.Admit(MemoryLife.FreedBy(job));
            }
        }
        else
        {
            var ended = counted with { Output = outcome.Output ?? job.Output, Artifacts = outcome.Artifacts ?? job.Artifacts };
            life.End(ended, EndState(outcome.Kind), outcome.Error);
        }
    }

    private void WaitForOthers(JobRecord job, Outcome outcome)
    {
        if (outcome.Kind == OutcomeKind.AwaitingReview)
        {
            var review = Review.Open(outcome.Review!, Review.Read(job.Decision), tables.Now);
            var waiting = tables.Put(job with { State = JobState.AwaitingReview, Decision = review.ToJson(), DueAt = review.DueAt });
            tables.Note(AlertChecks.Review(AlertEvents.ReviewWaiting, waiting));
            return;
        }

        tables.Put(job with { IsContainer = true, State = JobState.Blocked, Input = outcome.Input ?? job.Input, Slots = [] });
        intake.Enqueue([.. outcome.Spawn.Select(child => WithPatience(child) with { Parent = JobRef.To(job.Id) })]);
        if (outcome.Spawn.Count == 0)
        {
            life.End(tables.Find(job.Id)!, JobState.Completed, null);
        }
    }

    private void GoOn(JobRecord job, Outcome outcome)
    {
        var cleared = job with { Stage = null, Progress = null, EtaSeconds = null };
        if (outcome.Kind == OutcomeKind.Released && !job.Slots.Any(slot => slot.IsRate))
        {
            tables.Put(cleared with { State = JobState.Ready, Front = true });
            return;
        }

        life.Settle(cleared with { DueAt = Due(outcome.Delay), Error = outcome.Error ?? job.Error, Admitted = false }, freshPosition: true);
        if (job.Admitted)
        {
            life.Admit(MemoryLife.FreedBy(job));
        }
    }

    private DateTimeOffset? StartedAt(JobRecord job, TimeSpan? ran)
    {
        var began = ran is { } time ? tables.Now.AddMilliseconds(-Math.Floor(time.TotalMilliseconds)) : (DateTimeOffset?)null;
        return began < job.ClaimedAt ? job.ClaimedAt : began;
    }

    private DateTimeOffset? Due(TimeSpan delay) => delay > TimeSpan.Zero ? tables.Now.AddMilliseconds(Math.Floor(delay.TotalMilliseconds)) : null;

    private static JobState EndState(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Completed => JobState.Completed,
        OutcomeKind.Skipped => JobState.Skipped,
        OutcomeKind.Cancelled => JobState.Cancelled,
        _ => JobState.Failed,
    };

    /// <summary>The record of a running job's attempt that ends now.</summary>
    public static AttemptRecord Ended(
        JobRecord job, string outcome, JobError? error, AttemptResources? resources, DateTimeOffset now) => new()
    {
        JobId = job.Id,
        Number = job.Attempt,
        Token = job.Token!.Value,
        Worker = job.Worker!,
        ClaimedAt = job.ClaimedAt!.Value,
        StartedAt = job.StartedAt,
        EndedAt = now,
        Outcome = outcome,
        Error = error,
        Resources = resources,
    };
}
