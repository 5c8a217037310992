namespace Longhaul.Core.Jobs;

/// <summary>A job to be enqueued. Items of one call refer to each other by their place in the list.</summary>
public sealed record NewJob
{
    /// <summary>What sort of job; bound to a handler or a command. 1 to 200 characters.</summary>
    public required string Kind { get; init; }

    /// <summary>The lane it waits in.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>0 to 9; 9 goes first.</summary>
    public int Priority { get; init; } = 5;

    /// <summary>Whose job it is; empty for nobody's.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>A JSON value as text.</summary>
    public string Input { get; init; } = "{}";

    /// <summary>The step's name where the job is a step of a run.</summary>
    public string? Step { get; init; }

    /// <summary>What the job was defined as when its run was started: JSON that the store does not read.</summary>
    public string? Definition { get; init; }

    /// <summary>True for a job that is never run but waits for its children (a run). It needs a child in the same call.</summary>
    public bool IsContainer { get; init; }

    /// <summary>The container it belongs to.</summary>
    public JobRef? Parent { get; init; }

    /// <summary>The jobs it waits for.</summary>
    public IReadOnlyList<Dependency> DependsOn { get; init; } = [];

    /// <summary>Not before this instant.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Not before the store's clock plus this; together with <see cref="At"/> the later counts.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// If another job holds one of these keys, <see cref="UniqueKey.OnConflict"/> says what becomes of this one. At most one of them may
    /// say else than to skip it.
    /// </summary>
    public IReadOnlyList<UniqueKey> UniqueKeys { get; init; } = [];

    /// <summary>It is ready only while it holds a slot under each of these keys.</summary>
    public IReadOnlyList<SlotKey> Slots { get; init; } = [];

    /// <summary>Two attempts of it must never overlap: it is rescued late, or on proof. Implied by <see cref="Slots"/>.</summary>
    public bool Exclusive { get; init; }

    /// <summary>What becomes of it when its worker dies.</summary>
    public OnWorkerLost OnWorkerLost { get; init; }

    /// <summary>False: a success leaves no trace in history.</summary>
    public bool KeepHistory { get; init; } = true;

    /// <summary>For a member of a run: should it fail, its run does not fail for that, and those that wait for it go on.</summary>
    public bool MayFail { get; init; }
}

/// <summary>Another job: one that exists, or one of the same call.</summary>
public readonly record struct JobRef
{
    private JobRef(long? id, int? index) => (Id, Index) = (id, index);

    /// <summary>The id of a job that exists.</summary>
    public long? Id { get; }

    /// <summary>The place in the same call's list, from 0; smaller than the referring item's own.</summary>
    public int? Index { get; }

    /// <summary>Refers to a job that exists.</summary>
    public static JobRef To(long id) => new(id, null);

    /// <summary>Refers to an item of the same call.</summary>
    public static JobRef InCall(int index) => new(null, index);
}

/// <summary>A job to wait for.</summary>
/// <param name="Job">Which.</param>
/// <param name="OnAnyEnd">
/// True: any end will do; where it is cancelled before it began, any end of those whose any end it was to wait for itself, so that a line of jobs stays one.
/// False: it must complete or be skipped, else the dependent is cancelled.
/// </param>
public readonly record struct Dependency(JobRef Job, bool OnAnyEnd = false);

/// <summary>A slot: at most <paramref name="Limit"/> jobs hold the key at once.</summary>
/// <param name="Key">1 to 200 characters.</param>
/// <param name="Limit">1 or more.</param>
/// <param name="AtLimit">What is done where so many hold it when the job is enqueued; for a rate only <see cref="AtLimit.Wait"/>.</param>
/// <param name="Window">
/// Zero: the slot is held until the job ends or goes back. Else the key is a rate: the slot is held until the job starts, and then for so long,
/// whatever becomes of the job; so no more than the limit start within any stretch of time of this length. Limits as those of <see cref="Rate"/>.
/// </param>
public readonly record struct SlotKey(string Key, int Limit, AtLimit AtLimit = AtLimit.Wait, TimeSpan Window = default)
{
    /// <summary>A place under a rate.</summary>
    public static SlotKey ForRate(string key, Rate rate) => new(key, rate.Starts, AtLimit.Wait, rate.Window);

    /// <summary>It limits starts within a window, not jobs at once.</summary>
    public bool IsRate => Window > TimeSpan.Zero;
}

/// <summary>What is done with a new job one of whose keys is at its limit. A job that is not due yet, or that waits for others, waits for its slot as well.</summary>
public enum AtLimit
{
    /// <summary>It waits for its slot, behind those of its priority that wait already.</summary>
    Wait = 0,

    /// <summary>It is not added; a holder of the key is the answer.</summary>
    Drop = 1,

    /// <summary>The first of those that wait for the key becomes the new one, so that at most one waits; where none does, it waits.</summary>
    Replace = 2,

    /// <summary>The oldest holder that was not asked to cancel yet is asked to, and the new job waits for its slot.</summary>
    CancelRunning = 3,
}

/// <summary>What becomes of a running job whose worker died.</summary>
public enum OnWorkerLost
{
    /// <summary>It is ready again, until it has lost three workers.</summary>
    Retry = 0,

    /// <summary>It fails.</summary>
    Fail = 1,
}
