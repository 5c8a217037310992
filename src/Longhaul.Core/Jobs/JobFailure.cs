namespace Longhaul.Core.Jobs;

/// <summary>Whether a failure may pass by itself.</summary>
public enum FailureNature
{
    /// <summary>Nothing is known; the kind's attempts decide.</summary>
    Ordinary = 0,

    /// <summary>It may pass: tried again even where the kind allows one attempt only.</summary>
    Transient = 1,

    /// <summary>It will not pass: never tried again by itself.</summary>
    Permanent = 2,
}

/// <summary>A failed attempt, before the retry policy has looked at it.</summary>
/// <param name="Error">What happened.</param>
/// <param name="Nature">Whether it may pass.</param>
/// <param name="Delay">How long to wait, where the job itself said so; null for the policy's backoff.</param>
public sealed record JobFailure(JobError Error, FailureNature Nature = FailureNature.Ordinary, TimeSpan? Delay = null)
{
    /// <summary>What the policy makes of it: another attempt after a delay, or the end.</summary>
    /// <param name="policy">The kind's policy.</param>
    /// <param name="failuresBefore">How many attempts of the job failed before this one.</param>
    /// <param name="random">0 to 1, for the jitter.</param>
    public Outcome Decide(RetryPolicy policy, int failuresBefore, double random)
    {
        var failures = failuresBefore + 1;
        var again = Nature != FailureNature.Permanent && policy.Allows(failures, Nature == FailureNature.Transient);
        return again
            ? Outcome.Retry(Error.Code, Error.Message, Delay ?? policy.DelayAfter(failures, random))
            : Outcome.Failed(Error.Code, Error.Message);
    }
}

/// <summary>Thrown by a handler that knows what its failure is.</summary>
public sealed class JobFailedException : Exception
{
    /// <summary>Fails the attempt.</summary>
    public JobFailedException(JobFailure failure) : base(failure.Error.Message) => Failure = failure;

    /// <summary>What happened.</summary>
    public JobFailure Failure { get; }
}
