namespace Longhaul.Core.Reviews;

/// <summary>What becomes of a review on which nobody has decided in time.</summary>
public enum OnExpiry
{
    /// <summary>The job fails.</summary>
    Fail = 0,

    /// <summary>It counts as approved.</summary>
    Approve = 1,
}

/// <summary>What a person is asked.</summary>
public sealed record ReviewRequest
{
    /// <summary>The most characters of a title.</summary>
    public const int MaxTitle = 500;

    /// <summary>The question, in a line; 1 to <see cref="MaxTitle"/> characters.</summary>
    public required string Title { get; init; }

    /// <summary>The artifacts to look at: paths within the run, such as <c>assemble/final.mp4</c>.</summary>
    public IReadOnlyList<string> Show { get; init; } = [];

    /// <summary>The step from which the run goes again where it is rejected; null: a rejection is the end of it.</summary>
    public string? OnReject { get; init; }

    /// <summary>How many people have to approve, 1 or 2.</summary>
    public int Approvers { get; init; } = 1;

    /// <summary>How long it may wait; null for ever.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>What becomes of it then.</summary>
    public OnExpiry OnExpiry { get; init; }

    /// <summary>After how long without a decision somebody is told once more; null for never.</summary>
    public TimeSpan? Escalate { get; init; }
}
