using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Jobs that wait for a person.</summary>
internal sealed class ReviewRules(IStoreRows rows)
{
    /// <summary>Who does what time does.</summary>
    public const string Clock = "longhaul";

    /// <summary>A job's attempt is over and asks; the caller has let go of its slots.</summary>
    public void Open(JobRecord job, ReviewRequest request)
    {
        var review = Review.Open(request, Review.Read(job.Decision), rows.Now);
        var waiting = rows.Jobs.Put(job with
        {
            State = JobState.AwaitingReview, Decision = review.ToJson(), DueAt = review.DueAt, Admitted = false, Error = null,
            Stage = null, Progress = null, EtaSeconds = null,
        });
        rows.Alerts.Note(AlertChecks.Review(AlertEvents.ReviewWaiting, waiting));
    }

    public ControlReply Decide(long jobId, Ballot ballot)
    {
        if (rows.Jobs.Find(jobId) is not { } job)
        {
            return ControlReplies.NotFound(jobId);
        }

        var verdict = ReviewVerdict.Of(job, ballot, rows.Now);
        if (verdict.Effect == ReviewEffect.SentBack && SendBack(job, verdict.Review!, ballot) is { } refusal)
        {
            return refusal;
        }

        if (verdict.Effect != ReviewEffect.None)
        {
            rows.Audit.Add(ballot.By, ballot.Approved ? "REVIEW_APPROVED" : "REVIEW_REJECTED", $"job {jobId}", ballot.Note);
            Settle(job, verdict.Effect, verdict.Review!);
        }

        return verdict.Reply;
    }

    /// <summary>A job's time has come: it becomes ready, or its review is looked at.</summary>
    public void Promote(JobRecord job)
    {
        if (job.State == JobState.AwaitingReview)
        {
            Pass(job);
        }
        else
        {
            rows.Life.Settle(job, freshPosition: true);
        }
    }

    /// <summary>Somebody is told that it waits for long, or it is over.</summary>
    private void Pass(JobRecord job)
    {
        var review = Review.Read(job.Decision);
        var isOver = rows.Now >= review?.ExpiresAt;
        rows.Alerts.Note(AlertChecks.Review(isOver ? AlertEvents.ReviewExpired : AlertEvents.ReviewExpiring, job));
        if (review is null || !isOver)
        {
            Escalate(job, review);
        }
        else if (review.Request.OnExpiry == OnExpiry.Approve)
        {
            rows.Audit.Add(Clock, "REVIEW_EXPIRED", $"job {job.Id}", "it counts as approved");
            Settle(job, ReviewEffect.Approved, review.With(new Ballot(Approved: true, Clock, "nobody decided in time", null), rows.Now));
        }
        else
        {
            rows.Audit.Add(Clock, "REVIEW_EXPIRED", $"job {job.Id}");
            rows.Life.End(job, JobState.Failed, ReviewVerdict.Expiry(review));
        }
    }

    private void Escalate(JobRecord job, Review? review)
    {
        var told = review is null ? null : review with { EscalatedAt = rows.Now };
        rows.Audit.Add(Clock, "REVIEW_ESCALATED", $"job {job.Id}");
        rows.Jobs.Put(job with { Decision = told?.ToJson() ?? job.Decision, DueAt = told?.DueAt });
    }

    private void Settle(JobRecord job, ReviewEffect effect, Review review)
    {
        var decided = job with { Decision = review.ToJson() };
        switch (effect)
        {
            case ReviewEffect.Noted:
                rows.Jobs.Put(decided);
                break;
            case ReviewEffect.Approved:
                rows.Life.End(decided with { Output = review.ToOutput() }, JobState.Completed, null);
                break;
            case ReviewEffect.Failed:
                rows.Life.End(decided, JobState.Failed, ReviewVerdict.Rejection(review));
                break;
        }
    }

    /// <summary>Takes the run back to the step that the review names, this job with it.</summary>
    private ControlReply? SendBack(JobRecord job, Review review, Ballot ballot)
    {
        var step = job.ParentId is { } parentId
            ? rows.Trees.Tree(job.RootId).FirstOrDefault(other => other.ParentId == parentId && other.Step == review.Request.OnReject)
            : null;
        if (step is null)
        {
            return ControlReplies.Refused($"job {job.Id} would go back to step {review.Request.OnReject}, which its run does not have; approve it, or cancel the run");
        }

        rows.Jobs.Put(job with { Decision = review.ToJson() });
        if (rows.Jobs.Find(job.ParentId!.Value) is { } run)
        {
            rows.Jobs.Put(run with { Checkpoint = ReviewNote.Next(run.Checkpoint, review, ballot).ToJson() });
        }

        var reply = Again(rows.Jobs.Find(step.Id)!);
        return reply.Result == ControlResult.Done ? null : throw new RefusedException(reply.Message ?? $"step {step.Id} cannot be taken back");
    }

    // The step itself, all of it and from its beginning: what was made is rejected, also what went well of a list and what an attempt that failed had kept.
    private ControlReply Again(JobRecord step) =>
        step.State.IsOver() ? new TakeBackRules(rows).TakeBack(step.RootId, [step], goesOn: false) : new ReopenRules(rows).ReopenUnsaid(step);
}
