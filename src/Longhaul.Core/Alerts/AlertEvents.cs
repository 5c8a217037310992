namespace Longhaul.Core.Alerts;

/// <summary>What people can be told of. A notice is of one of them, an alert wants any of them.</summary>
[Flags]
public enum AlertEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A job that stands for itself failed for good.</summary>
    JobFailed = 1,

    /// <summary>A run failed.</summary>
    RunFailed = 2,

    /// <summary>A worker died: its lease is over, or its process is gone.</summary>
    WorkerLost = 4,

    /// <summary>A worker meets unexpected errors again and again.</summary>
    ErrorStorm = 8,

    /// <summary>A job waits for a person.</summary>
    ReviewWaiting = 16,

    /// <summary>Nobody has decided on a review for as long as its <c>escalate</c> says.</summary>
    ReviewExpiring = 32,

    /// <summary>Nobody has decided on a review in time.</summary>
    ReviewExpired = 64,

    /// <summary>A tenant has spent its budget of the day.</summary>
    BudgetReached = 128,
}

/// <summary>The words for events, in files and messages.</summary>
public static class AlertWords
{
    /// <summary>Every event with its word.</summary>
    public static IReadOnlyList<KeyValuePair<string, AlertEvents>> All { get; } =
    [
        new("job_failed", AlertEvents.JobFailed),
        new("run_failed", AlertEvents.RunFailed),
        new("worker_lost", AlertEvents.WorkerLost),
        new("error_storm", AlertEvents.ErrorStorm),
        new("review_waiting", AlertEvents.ReviewWaiting),
        new("review_expiring", AlertEvents.ReviewExpiring),
        new("review_expired", AlertEvents.ReviewExpired),
        new("budget_reached", AlertEvents.BudgetReached),
    ];

    /// <summary>It is about a question to a person.</summary>
    internal static bool IsReview(AlertEvents what) => what is AlertEvents.ReviewWaiting or AlertEvents.ReviewExpiring or AlertEvents.ReviewExpired;

    /// <summary>The words of events, such as <c>job_failed</c>.</summary>
    public static IReadOnlyList<string> Of(AlertEvents events) => [.. All.Where(word => events.HasFlag(word.Value)).Select(word => word.Key)];
}
