using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Jobs that wait for a person.</summary>
internal sealed class MemoryReviews(MemoryTables tables, MemoryLife life, MemoryReopen reopen)
{
    private const string Clock = "longhaul";

    public ControlReply Decide(long jobId, Ballot ballot)
    {
        if (tables.Find(jobId) is not { } job)
        {
            return ControlReplies.NotFound(jobId);
        }

        var verdict = ReviewVerdict.Of(job, ballot, tables.Now);
        if (verdict.Effect == ReviewEffect.SentBack && StepOf(job, verdict.Review!) is null)
        {
            return ControlReplies.Refused(
                $"job {job.Id} would go back to step {verdict.Review!.Request.OnReject}, which its run does not have; approve it, or cancel the run");
        }

        if (verdict.Effect == ReviewEffect.None)
        {
            return verdict.Reply;
        }

        tables.AddAudit(ballot.By, ballot.Approved ? "REVIEW_APPROVED" : "REVIEW_REJECTED", $"job {jobId}", ballot.Note);
        var review = verdict.Review!;
        job = tables.Put(job with { Decision = review.ToJson() });
        switch (verdict.Effect)
        {
            case ReviewEffect.Approved:
                life.End(job with { Output = review.ToOutput() }, JobState.Completed, null);
                break;
            case ReviewEffect.Failed:
                life.End(job, JobState.Failed, ReviewVerdict.Rejection(review));
                break;
            case ReviewEffect.SentBack:
                SendBack(job, review, ballot);
                break;
        }

        return verdict.Reply;
    }

    /// <summary>A review's time has come: somebody is told, or it is over.</summary>
    public void Pass(JobRecord job)
    {
        var review = Review.Read(job.Decision)!;
        if (tables.Now < review.ExpiresAt || review.ExpiresAt is null)
        {
            var told = review with { EscalatedAt = tables.Now };
            tables.AddAudit(Clock, "REVIEW_ESCALATED", $"job {job.Id}");
            tables.Note(AlertChecks.Review(AlertEvents.ReviewExpiring, job));
            tables.Put(job with { Decision = told.ToJson(), DueAt = told.DueAt });
            return;
        }

        tables.Note(AlertChecks.Review(AlertEvents.ReviewExpired, job));
        var approves = review.Request.OnExpiry == OnExpiry.Approve;
        tables.AddAudit(Clock, "REVIEW_EXPIRED", $"job {job.Id}", approves ? "it counts as approved" : null);
        if (approves)
        {
            var voted = review.With(new Ballot(Approved: true, Clock, "nobody decided in time", null), tables.Now);
            life.End(job with { Decision = voted.ToJson(), Output = voted.ToOutput() }, JobState.Completed, null);
        }
        else
        {
            life.End(job, JobState.Failed, ReviewVerdict.Expiry(review));
        }
    }

    private JobRecord? StepOf(JobRecord job, Review review) =>
        tables.Tree(job.RootId).FirstOrDefault(other => other.ParentId == job.ParentId && job.ParentId is not null && other.Step == review.Request.OnReject);

    private void SendBack(JobRecord job, Review review, Ballot ballot)
    {
        var run = tables.Find(job.ParentId!.Value)!;
        tables.Put(run with { Checkpoint = ReviewNote.Next(run.Checkpoint, review, ballot).ToJson() });
        var step = StepOf(job, review)!;
        var reply = step.State.IsOver() ? reopen.TakeBack(step.RootId, [step], goesOn: false) : reopen.ReopenUnsaid(step);
        if (reply.Result != ControlResult.Done)
        {
            throw new RefusedException(reply.Message!);
        }
    }
}
