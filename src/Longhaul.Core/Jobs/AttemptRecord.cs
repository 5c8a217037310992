namespace Longhaul.Core.Jobs;

/// <summary>One attempt that is over, as the store keeps it.</summary>
public sealed record AttemptRecord
{
    /// <summary>The job.</summary>
    public required long JobId { get; init; }

    /// <summary>From 1; counts the claims of the job.</summary>
    public required int Number { get; init; }

    /// <summary>The attempt's token.</summary>
    public required AttemptToken Token { get; init; }

    /// <summary>The label of the worker that held it.</summary>
    public required string Worker { get; init; }

    /// <summary>When it was claimed, by the store's clock.</summary>
    public required DateTimeOffset ClaimedAt { get; init; }

    /// <summary>When the worker started it; null where it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, by the store's clock.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How it ended: the name of an <see cref="OutcomeKind"/>, or <c>worker_lost</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, where it did not end well.</summary>
    public JobError? Error { get; init; }

    /// <summary>What it used.</summary>
    public AttemptResources? Resources { get; init; }
}
