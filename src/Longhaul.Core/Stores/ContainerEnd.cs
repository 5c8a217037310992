using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>How a container ends once its last child is over; the same for every store.</summary>
public static class ContainerEnd
{
    /// <summary>
    /// Cancelled if that was asked for and a child did not end well; failed if a child failed that may not; cancelled if one was cancelled; else completed.
    /// </summary>
    public static (JobState State, JobError? Error) Of(JobRecord container, IReadOnlyCollection<JobRecord> children)
    {
        if (children.All(child => child.Satisfies))
        {
            return (JobState.Completed, null);
        }

        if (container.CancelRequested)
        {
            return (JobState.Cancelled, container.Error);
        }

        var cause = children.FirstOrDefault(child => child is { State: JobState.Failed, MayFail: false })
            ?? children.First(child => child.State == JobState.Cancelled);
        var verb = cause.State == JobState.Failed ? "failed" : "was cancelled";
        var reason = cause.Error is null ? "" : ": " + cause.Error.Message;
        return (cause.State, new JobError("child", $"job {cause.Id} ({cause.Step ?? cause.Kind}) {verb}{reason}").Bounded());
    }

    /// <summary>
    /// The same, with what they have put out where a job was expanded into them. Where that is more than it may put out it fails, though all of them ended
    /// well: who comes after it would take it for nothing.
    /// </summary>
    internal static (JobRecord Container, JobState State, JobError? Error) Of(
        JobRecord container, IReadOnlyCollection<JobRecord> unsatisfied, Func<IReadOnlyCollection<JobRecord>> children)
    {
        var (state, error) = Of(container, unsatisfied);
        if (!container.IsExpanded)
        {
            return (container, state, error);
        }

        var (output, tooMuch) = ExpandedOutput.Read(children());
        var isTooMuch = state == JobState.Completed && tooMuch is not null;
        return (container with { Output = output }, isTooMuch ? JobState.Failed : state, isTooMuch ? tooMuch : error);
    }
}
