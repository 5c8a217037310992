using System.Globalization;
using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Alerts;

/// <summary>What a message says, in words, for all formats.</summary>
internal sealed class AlertText(AlertMessage message, string project)
{
    /// <summary>What happened, in a line.</summary>
    public string Title => message.First.Event switch
    {
        AlertEvents.JobFailed => OfJobs("failed", "failed"),
        AlertEvents.RunFailed => message.Count == 1 ? $"Run {message.First.JobId} ({message.First.Subject}) failed" : $"{message.Count} runs of {message.First.Subject} failed",
        AlertEvents.WorkerLost => message.Count == 1 ? "A worker was lost" : $"{message.Count} workers were lost",
        AlertEvents.ErrorStorm => "A worker meets unexpected errors again and again",
        AlertEvents.ReviewWaiting => OfJobs("waits for a decision", "wait for a decision"),
        AlertEvents.ReviewExpiring => OfJobs("still waits for a decision", "still wait for a decision"),
        AlertEvents.ReviewExpired => OfJobs("was not decided on in time", "were not decided on in time"),
        AlertEvents.BudgetReached => $"Tenant {message.First.Subject} has reached its budget",
        _ => "This is a test",
    };

    /// <summary>What is known besides, each in a few words.</summary>
    public IReadOnlyList<string> Facts => [.. All().OfType<string>()];

    private string OfJobs(string one, string many) => message.Count == 1 || IsOfOneJob
        ? $"Job {message.First.JobId} ({message.First.Subject}) {one}"
        : $"{message.Count} jobs of kind {message.First.Subject} {many}";

    private IEnumerable<string?> All()
    {
        yield return $"project {project}";
        yield return message.First.Tenant is { Length: > 0 } tenant ? $"tenant {tenant}" : null;
        yield return message.First.Queue is { } queue ? $"queue {queue}" : null;
        yield return message.First.Attempt is { } attempt ? $"attempt {attempt}" : null;
        yield return message.Count > 1 ? $"from {At(message.FirstAt)} to {At(message.LastAt)}" : At(message.FirstAt);
        yield return message.Count > 1 && !IsOfOneJob && message.First.JobId is { } first ? $"first job {first}, last job {message.LastJobId}" : null;
        yield return message.First.JobId is { } job ? $"longhaul {(IsReview ? "review" : "jobs")} show {job}" : null;
    }

    // One that was sent back and asks again.
    private bool IsOfOneJob => AlertWords.IsReview(message.First.Event) && message.LastJobId == message.First.JobId;

    private bool IsReview => message.First.Event is AlertEvents.ReviewWaiting or AlertEvents.ReviewExpiring;

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
