using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Reviews;

/// <summary>What a vote does to a job.</summary>
internal enum ReviewEffect
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is noted, and another is wanted.</summary>
    Noted = 1,

    /// <summary>The job completes.</summary>
    Approved = 2,

    /// <summary>The job fails.</summary>
    Failed = 3,

    /// <summary>The run goes again from a step.</summary>
    SentBack = 4,
}

/// <summary>What becomes of a vote; the same for every store.</summary>
/// <param name="Effect">What it does to the job.</param>
/// <param name="Reply">What the person is told.</param>
/// <param name="Review">The review with the vote; null where it has no effect.</param>
internal sealed record ReviewVerdict(ReviewEffect Effect, ControlReply Reply, Review? Review = null)
{
    /// <summary>The code of the error with which a job fails that was rejected.</summary>
    public const string Rejected = "rejected";

    /// <summary>Judges a vote.</summary>
    /// <param name="job">The job, as it is now.</param>
    /// <param name="ballot">What a person says.</param>
    /// <param name="now">The store's clock.</param>
    public static ReviewVerdict Of(JobRecord job, Ballot ballot, DateTimeOffset now)
    {
        var review = Review.Read(job.Decision);
        if (review is not null && ballot.Revision is { } seen && seen != review.Revision)
        {
            return new ReviewVerdict(ReviewEffect.None, Unseen(job, review, ballot, seen));
        }

        if (job.State != JobState.AwaitingReview || review is null)
        {
            return new ReviewVerdict(ReviewEffect.None, TooLate(job, review, ballot.Approved));
        }

        if (review.ExpiresAt <= now)
        {
            var fate = review.Request.OnExpiry == OnExpiry.Approve ? "counts as approved" : "fails";
            return new ReviewVerdict(ReviewEffect.None, ControlReplies.Refused($"nobody decided on job {job.Id} in time; it {fate} in a moment"));
        }

        if (ballot.Approved && review.Current.FirstOrDefault(vote => vote.Approved && vote.By == ballot.By) is { } own)
        {
            return new ReviewVerdict(ReviewEffect.None, new ControlReply(ControlResult.Unchanged, $"{own.By} has approved job {job.Id} already; another person has to"));
        }

        var voted = review.With(ballot, now);
        return ballot.Approved ? Approves(job, voted) : Rejects(job, voted);
    }

    private static ReviewVerdict Approves(JobRecord job, Review voted) => voted.IsApproved
        ? new ReviewVerdict(ReviewEffect.Approved, ControlReplies.Done, voted)
        : new ReviewVerdict(ReviewEffect.Noted, new ControlReply(
            ControlResult.Done, $"job {job.Id} is approved by {voted.Current.Count(vote => vote.Approved)} of {voted.Request.Approvers}; it waits for another person"), voted);

    private static ReviewVerdict Rejects(JobRecord job, Review voted) => voted.Request.OnReject is { } step
        ? new ReviewVerdict(ReviewEffect.SentBack, new ControlReply(ControlResult.Done, $"run {job.RootId} goes again from step {step}"), voted)
        : new ReviewVerdict(ReviewEffect.Failed, ControlReplies.Done, voted);

    // What was said and not answered is said again: it is so already.
    private static ControlReply Unseen(JobRecord job, Review review, Ballot ballot, int seen) =>
        review.Votes.Any(vote => vote.Revision == seen && vote.By == ballot.By && vote.Approved == ballot.Approved)
            ? new ControlReply(ControlResult.Unchanged, $"{ballot.By} has {(ballot.Approved ? "approved" : "rejected")} revision {seen} of job {job.Id} already")
            : ControlReplies.Refused($"job {job.Id} is at revision {review.Revision}, not {seen}; look at it first: longhaul review show {job.Id}");

    private static ControlReply TooLate(JobRecord job, Review? review, bool approved)
    {
        if (review is null)
        {
            return ControlReplies.Refused($"job {job.Id} is {job.State.Name()} and asks nobody; `review list` shows what waits for a person");
        }

        if (!job.State.IsOver())
        {
            return ControlReplies.Refused($"job {job.Id} is {job.State.Name()} again; it asks once it is ready");
        }

        var last = review.Current.LastOrDefault();
        var isSo = last is not null && last.Approved == approved && job.State == (approved ? JobState.Completed : JobState.Failed);
        var how = last is null || job.State is JobState.Cancelled ? job.State.Name() : $"{(last.Approved ? "approved" : "rejected")} by {last.By}";
        return new ControlReply(isSo ? ControlResult.Unchanged : ControlResult.Refused, $"job {job.Id} is over already: {how}");
    }

    /// <summary>Why a job failed that was rejected.</summary>
    public static JobError Rejection(Review review) => review.Current.Last() is var vote && string.IsNullOrEmpty(vote.Note)
        ? new JobError(Rejected, $"rejected by {vote.By}")
        : new JobError(Rejected, $"rejected by {vote.By}: {vote.Note}").Bounded();

    /// <summary>Why a job failed that nobody decided on.</summary>
    public static JobError Expiry(Review review) =>
        new("expired", $"nobody decided on `{review.Request.Title}` within {SpanText.Of(review.Request.Expires ?? default)}");
}
