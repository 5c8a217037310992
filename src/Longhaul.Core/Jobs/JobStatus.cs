using Longhaul.Core.Reviews;

namespace Longhaul.Core.Jobs;

/// <summary>The outward status of a job: a projection of its state and counters for people and other programs.</summary>
public static class JobStatus
{
    /// <summary>
    /// One of pending, claimed, processing, awaiting_review, approved, rejected, completed, failed, retry, cancelled, skipped. A job that waits
    /// is in retry once an attempt of it has begun, however that ended; one that a worker only held and gave back is still pending.
    /// </summary>
    public static string Of(JobRecord job) => job.State switch
    {
        JobState.Running => job.StartedAt is null ? "claimed" : "processing",
        JobState.Blocked when job.IsContainer => job.StartedAt is null ? "pending" : "processing",
        JobState.Blocked or JobState.Ready or JobState.Scheduled => HasBegun(job) ? "retry" : "pending",
        JobState.Completed when job.Decision is not null => "approved",
        JobState.Failed when job is { Decision: not null, Error.Code: ReviewVerdict.Rejected } => "rejected",
        _ => job.State.Name(),
    };

    private static bool HasBegun(JobRecord job) => job.StartedAt is not null || job.Failures + job.Crashes > 0;
}
