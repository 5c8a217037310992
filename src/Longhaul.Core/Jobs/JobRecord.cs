using Longhaul.Core.Edits;
using Longhaul.Core.Reviews;

namespace Longhaul.Core.Jobs;

/// <summary>A job as the store keeps it. Every instant is by the store's clock, UTC, in whole milliseconds.</summary>
public sealed record JobRecord
{
    /// <summary>From 1; never reused.</summary>
    public required long Id { get; init; }

    /// <summary>The top of its tree; its own id where it has no parent.</summary>
    public required long RootId { get; init; }

    /// <summary>The container it belongs to.</summary>
    public long? ParentId { get; init; }

    /// <summary>What sort of job.</summary>
    public required string Kind { get; init; }

    /// <summary>The lane it waits in.</summary>
    public required string Queue { get; init; }

    /// <summary>0 to 9; 9 goes first.</summary>
    public required int Priority { get; init; }

    /// <summary>Whose job it is; empty for nobody's.</summary>
    public required string Tenant { get; init; }

    /// <summary>The step's name within its run.</summary>
    public string? Step { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required JobState State { get; init; }

    /// <summary>True for a run, and for a job that an attempt has expanded into others: it waits for its children and is not claimed.</summary>
    public bool IsContainer { get; init; }

    /// <summary>A JSON value as text.</summary>
    public required string Input { get; init; }

    /// <summary>What it was defined as when its run was started.</summary>
    public string? Definition { get; init; }

    /// <summary>What it put out: a JSON object as text.</summary>
    public string? Output { get; init; }

    /// <summary>The accepted attempt's artifact manifest, as JSON text.</summary>
    public string? Artifacts { get; init; }

    /// <summary>Why it last did not end well.</summary>
    public JobError? Error { get; init; }

    /// <summary>How often it was claimed. Counts for people; fences nothing.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts failed; the retry policy looks at this.</summary>
    public int Failures { get; init; }

    /// <summary>How many workers died under it since its last clean end of an attempt.</summary>
    public int Crashes { get; init; }

    /// <summary>How often it was given back unharmed.</summary>
    public int Releases { get; init; }

    /// <summary>The running attempt's token, else that of the last attempt whose outcome was accepted; none after a rescue.</summary>
    public AttemptToken? Token { get; init; }

    /// <summary>The label of the worker that holds or last held it.</summary>
    public string? Worker { get; init; }

    /// <summary>Its place among the tenants of its queue and priority, the lowest first; 0 where no tenant ever had a job.</summary>
    public long Tag { get; init; }

    /// <summary>Its place among the ready: a fresh number each time it becomes ready.</summary>
    public long Position { get; init; }

    /// <summary>True where it goes before all others of its queue and priority: it was released or rescued.</summary>
    public bool Front { get; init; }

    /// <summary>
    /// How many of the jobs it depends on are not over. More than 0 while it runs, or while what it was expanded into does: so many were taken back meanwhile, and it goes
    /// again after them.
    /// </summary>
    public int WaitingFor { get; init; }

    /// <summary>For a container: how many of its children are not over.</summary>
    public int OpenChildren { get; init; }

    /// <summary>The keys it needs a slot under.</summary>
    public IReadOnlyList<SlotKey> Slots { get; init; } = [];

    /// <summary>The keys that only it may hold.</summary>
    public IReadOnlyList<UniqueKey> UniqueKeys { get; init; } = [];

    /// <summary>True while it holds its slots; one under a rate it holds no more once it runs: its start counts instead.</summary>
    public bool Admitted { get; init; }

    /// <summary>Two attempts of it must never overlap.</summary>
    public bool Exclusive { get; init; }

    /// <summary>What becomes of it when its worker dies.</summary>
    public OnWorkerLost OnWorkerLost { get; init; }

    /// <summary>False: a success leaves no trace in history.</summary>
    public bool KeepHistory { get; init; } = true;

    /// <summary>Should it fail, its run does not fail for that, and those that wait for it go on.</summary>
    public bool MayFail { get; init; }

    /// <summary>Somebody asked to cancel it while it ran.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>What the running attempt says it is doing.</summary>
    public string? Stage { get; init; }

    /// <summary>How far the running attempt is, 0 to 100.</summary>
    public double? Progress { get; init; }

    /// <summary>How long the running attempt expects to need yet, in seconds.</summary>
    public double? EtaSeconds { get; init; }

    /// <summary>
    /// What the last attempt wants the next one to know, as JSON text; for a container, the <see cref="ReviewNote"/> of the last review that sent it back.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>What people are asked, and what they said, as JSON text of a <see cref="Review"/>; for a job that waits or has waited for a person.</summary>
    public string? Decision { get; init; }

    /// <summary>What people changed of its input and output, as JSON text of <see cref="EditRecord"/>s; null for nothing.</summary>
    public string? Edits { get; init; }

    /// <summary>When it was enqueued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>For a scheduled job: when it is due. For one that waits for a person: when its <see cref="Review"/> is looked at next.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When the running or last attempt was claimed.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>When the running or last attempt was started; for a container, when its first child was.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>True where those that wait for it may go on, and its run ends well: it completed, was skipped, or failed and may.</summary>
    public bool Satisfies => State.Satisfies() || (State == JobState.Failed && MayFail);

    /// <summary>An attempt of it has made it a container.</summary>
    public bool IsExpanded => IsContainer && Attempt > 0;

    /// <summary>The running attempt, where there is one.</summary>
    public AttemptRef? Running => State == JobState.Running && Token is { } token ? new AttemptRef(Id, token) : null;
}
