using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution;

/// <summary>What the end of an attempt means, where its handler did not say.</summary>
internal static class AttemptEnd
{
    /// <summary>It ended because it was told to.</summary>
    public static Outcome Stopped(JobKind kind, JobRecord job, StopReason reason, double random) => reason switch
    {
        StopReason.Cancelled => Outcome.Cancelled("Cancelled while it ran."),
        StopReason.TimedOut => TimedOut(kind).Decide(kind.Retry, job.Failures, random),
        _ => Outcome.Released,
    };

    /// <summary>
    /// It threw. What a handler throws is its own failure, an <see cref="OperationCanceledException"/> that nobody here asked for included.
    /// </summary>
    public static Outcome Failed(JobKind kind, JobRecord job, Exception failure, double random)
    {
        var what = failure is JobFailedException known
            ? known.Failure
            : new JobFailure(new JobError("exception", $"{failure.GetType().Name}: {failure.Message}"));
        return what.Decide(kind.Retry, job.Failures, random);
    }

    private static JobFailure TimedOut(JobKind kind) =>
        new(new JobError("timeout", $"It took longer than the {Durations.Show(kind.Timeout ?? TimeSpan.Zero)} that its kind allows."));
}
