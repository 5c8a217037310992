using Longhaul.Core.Reviews;

namespace Longhaul.Core.Jobs;

/// <summary>How an attempt ended, in the words of the worker that ran it.</summary>
public enum OutcomeKind
{
    /// <summary>Done; the job is completed.</summary>
    Completed = 0,

    /// <summary>The condition was not met; the job is skipped and satisfies its dependents.</summary>
    Skipped = 1,

    /// <summary>Failed for good; the job is failed and counts a failure.</summary>
    Failed = 2,

    /// <summary>Failed for now; the job counts a failure and is scheduled after a delay.</summary>
    Retry = 3,

    /// <summary>Not now; the job is scheduled after a delay and counts no failure.</summary>
    Snoozed = 4,

    /// <summary>Given back unharmed (drain, prefetch); the job is ready at the front and counts a release, no failure.</summary>
    Released = 5,

    /// <summary>Stopped because somebody asked; the job is cancelled.</summary>
    Cancelled = 6,

    /// <summary>
    /// The jobs that it spawns are its children: the job becomes a container, blocked until they are over, and ends as they do. Without any it is
    /// completed.
    /// </summary>
    Expanded = 7,

    /// <summary>A person has to decide; the job waits for that and holds neither worker nor slot.</summary>
    AwaitingReview = 8,
}

/// <summary>The names of outcomes in records and answers.</summary>
public static class OutcomeKinds
{
    private static readonly string[] Names = ["completed", "skipped", "failed", "retry", "snoozed", "released", "cancelled", "expanded", "awaiting_review"];

    /// <summary>The outcome's name in lower case.</summary>
    public static string Name(this OutcomeKind kind) => Names[(int)kind];
}

/// <summary>An attempt's end as a handler says it, before it is put to the store.</summary>
public sealed record Outcome
{
    /// <summary>How it ended.</summary>
    public required OutcomeKind Kind { get; init; }

    /// <summary>Why, where it did not end well.</summary>
    public JobError? Error { get; init; }

    /// <summary>What the job puts out: a JSON object as text.</summary>
    public string? Output { get; init; }

    /// <summary>For retry and snooze: how long to wait. The store adds it to its own clock.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The files it publishes, as the JSON text of an artifact manifest.</summary>
    public string? Artifacts { get; init; }

    /// <summary>Jobs to enqueue in the same transaction.</summary>
    public IReadOnlyList<NewJob> Spawn { get; init; } = [];

    /// <summary>For <see cref="OutcomeKind.Expanded"/>: the input that the container keeps for its children to see; null for the job's own.</summary>
    public string? Input { get; init; }

    /// <summary>For <see cref="OutcomeKind.AwaitingReview"/>: what is asked.</summary>
    public ReviewRequest? Review { get; init; }

    /// <summary>What goes into the audit log in the same transaction, in this order; nothing of it where the attempt is refused.</summary>
    public IReadOnlyList<AuditNote> Audit { get; init; } = [];

    /// <summary>What it used.</summary>
    public AttemptResources? Resources { get; init; }

    /// <summary>Done, with an optional JSON object as output.</summary>
    public static Outcome Completed(string? output = null) => new() { Kind = OutcomeKind.Completed, Output = output };

    /// <summary>Failed for good.</summary>
    public static Outcome Failed(string code, string message) =>
        new() { Kind = OutcomeKind.Failed, Error = new JobError(code, message).Bounded() };

    /// <summary>Failed for now.</summary>
    public static Outcome Retry(string code, string message, TimeSpan delay) =>
        new() { Kind = OutcomeKind.Retry, Error = new JobError(code, message).Bounded(), Delay = delay };

    /// <summary>Not now; no failure.</summary>
    public static Outcome Snoozed(TimeSpan delay) => new() { Kind = OutcomeKind.Snoozed, Delay = delay };

    /// <summary>Given back unharmed.</summary>
    public static Outcome Released { get; } = new() { Kind = OutcomeKind.Released };

    /// <summary>Becomes a container of these jobs. They refer to each other by their places in the list and need name no parent.</summary>
    public static Outcome Expanded(IReadOnlyList<NewJob> children) => new() { Kind = OutcomeKind.Expanded, Spawn = children };

    /// <summary>Waits until a person has decided.</summary>
    public static Outcome AwaitingReview(ReviewRequest review) => new() { Kind = OutcomeKind.AwaitingReview, Review = review };

    /// <summary>Stopped because somebody asked.</summary>
    public static Outcome Cancelled(string message) =>
        new() { Kind = OutcomeKind.Cancelled, Error = new JobError("cancelled", message).Bounded() };
}
