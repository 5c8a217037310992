namespace Longhaul.Core.Jobs;

/// <summary>Where a job is in its life, as the store keeps it.</summary>
/// <remarks>
/// <code>
///             enqueue
///    ┌───────────┼─────────────┐
///    ▼           ▼             ▼
/// Blocked ──▶ Ready ◀──── Scheduled ◀──────────┐
///    │           │ claim       ▲               │
///    │           ▼             │ retry, snooze │
///    │        Running ─────────┘               │     release and rescue lead from Running back to Ready
///    ▼           │                             │
/// Awaiting       ▼                             │
/// Review ──▶ Completed · Failed · Cancelled · Skipped ──▶ reopen leads back to Ready or Blocked
/// </code>
/// </remarks>
public enum JobState
{
    /// <summary>Waits for other jobs, for its own children, or for a slot.</summary>
    Blocked = 0,

    /// <summary>May be claimed now.</summary>
    Ready = 1,

    /// <summary>Waits for a time: a delay, a retry or a snooze.</summary>
    Scheduled = 2,

    /// <summary>A worker holds it under a token.</summary>
    Running = 3,

    /// <summary>Waits for a person; holds no slot and no worker.</summary>
    AwaitingReview = 4,

    /// <summary>Ended well.</summary>
    Completed = 5,

    /// <summary>Ended badly, for good unless a person reopens it.</summary>
    Failed = 6,

    /// <summary>Ended because somebody, or a failed dependency, said so.</summary>
    Cancelled = 7,

    /// <summary>Ended without running because its condition was not met; counts as success for those that wait for it.</summary>
    Skipped = 8,
}
