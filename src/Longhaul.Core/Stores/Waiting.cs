using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>Why a job is not running; the numbers may be stored or sent, the order is that in which reasons are told, where a code does not say else.</summary>
public enum WaitCode
{
    /// <summary>It is over. At: when.</summary>
    Over = 0,

    /// <summary>It runs. Subject: the worker's label; At: since when (claimed, where it has not begun).</summary>
    Running = 1,

    /// <summary>Somebody asked to cancel it; it ends when what runs of it has stopped.</summary>
    CancelRequested = 2,

    /// <summary>It waits for a person.</summary>
    Review = 3,

    /// <summary>Its queue is paused. Subject: the queue; Actor, At, Note: who, since when, why.</summary>
    QueuePaused = 4,

    /// <summary>Its kind, or the pipeline it is a step of, is paused. Subject: what was paused; Actor, At, Note as above.</summary>
    KindPaused = 5,

    /// <summary>Its tenant is paused. Subject: the tenant; Actor, At, Note as above.</summary>
    TenantPaused = 6,

    /// <summary>It waits for a time. At: when; In: how long yet, zero where it is due and only has to be moved.</summary>
    Scheduled = 7,

    /// <summary>It waits for other jobs. Jobs: which; Count: how many in all.</summary>
    Dependency = 8,

    /// <summary>A run waits for its steps. Jobs: those that are not over, each with its own first reason; Count: how many in all.</summary>
    Children = 9,

    /// <summary>
    /// It waits for a place under a key. Subject: the key; Jobs: who holds it; Count: how many do; Limit: how many may. With fewer holders than the
    /// limit it is about to be handed its place.
    /// </summary>
    Slot = 10,

    /// <summary>
    /// As many jobs of its queue run as may, over all workers. Subject: the queue; Jobs: which run; Count: how many do; Limit: how many may.
    /// </summary>
    QueueLimit = 18,

    /// <summary>
    /// As many jobs of its queue were claimed within the window of its rate as may be. Subject: the queue; Limit: how many may; Note: the rate; At: when
    /// the next one may be; In: how long yet.
    /// </summary>
    QueueRate = 19,

    /// <summary>No worker lives. At: when one was last heard of, null where none is on record.</summary>
    NoWorker = 11,

    /// <summary>No live worker serves its queue. Subject: the queue; Count: how many live.</summary>
    QueueNotServed = 12,

    /// <summary>No live worker of its queue knows its kind. Subject: the kind; Workers: those that serve the queue.</summary>
    KindNotServed = 13,

    /// <summary>All workers that serve it are draining. Workers: which.</summary>
    WorkersDraining = 14,

    /// <summary>All workers that serve it have no free place, in all or in its queue. Workers: which.</summary>
    WorkersFull = 15,

    /// <summary>It has lost a worker, and each worker that serves it already runs a job that has. Workers: which.</summary>
    RunsAlone = 16,

    /// <summary>Other ready jobs of its queue go first. Subject: the queue; Count: how many.</summary>
    Behind = 17,

    /// <summary>
    /// The rate of a key is used up (told where <see cref="Slot"/> is). Subject: the key; Count: how many starts count, with the jobs that are about to start; Limit: how
    /// many may; At, In: when there is room again, null where that hangs on those jobs; Jobs: which these are. With a smaller count it is about to be handed its place.
    /// </summary>
    KeyRate = 20,

    /// <summary>
    /// Its tenant has reached its budget (told where <see cref="TenantPaused"/> is). Subject: the tenant; Note: which budget, of which day; At, In: when it goes on.
    /// </summary>
    TenantBudget = 21,

    /// <summary>
    /// No worker that serves it and has a free place has the memory for it, or gives it: one that has enough left keeps it for a kind whose turn it is (told where
    /// <see cref="WorkersFull"/> is). Subject: the kind; Bytes: what it needs, null where all of them have as much as they take; Workers: which, with their memory.
    /// </summary>
    WorkersMemory = 22,
}

/// <summary>One reason; which members are set follows from the code.</summary>
/// <param name="Code">Which reason.</param>
public sealed record WaitReason(WaitCode Code)
{
    /// <summary>The most jobs or workers that a reason lists.</summary>
    public const int MaxListed = 10;

    /// <summary>The highest number of jobs ahead that is counted; it then means that many or more.</summary>
    public const int MaxCounted = 1_000;

    /// <summary>A name.</summary>
    public string? Subject { get; init; }

    /// <summary>Who did it.</summary>
    public string? Actor { get; init; }

    /// <summary>What they said.</summary>
    public string? Note { get; init; }

    /// <summary>When, by the store's clock.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long yet; zero or more.</summary>
    public TimeSpan? In { get; init; }

    /// <summary>How many there are, also of those that are not listed.</summary>
    public long? Count { get; init; }

    /// <summary>How many there may be.</summary>
    public int? Limit { get; init; }

    /// <summary>How many wait for the same key before it; <see cref="MaxCounted"/> means so many or more.</summary>
    public int? Ahead { get; init; }

    /// <summary>How many bytes.</summary>
    public long? Bytes { get; init; }

    /// <summary>The jobs it is about, at most <see cref="MaxListed"/>, by id.</summary>
    public IReadOnlyList<WaitJob> Jobs { get; init; } = [];

    /// <summary>The workers it is about, at most <see cref="MaxListed"/>, the first started first.</summary>
    public IReadOnlyList<WaitWorker> Workers { get; init; } = [];

    /// <summary>True where no worker whatever could claim the job as it is; false where another worker, or a place, would do.</summary>
    public bool Blocks => Code is < WaitCode.NoWorker or WaitCode.QueueLimit or WaitCode.QueueRate or WaitCode.KeyRate or WaitCode.TenantBudget;
}

/// <summary>A job that a reason is about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Step">Its step.</param>
/// <param name="State">Its state.</param>
/// <param name="Worker">The label of the worker that runs it.</param>
/// <param name="Why">Of a run's step, and of a job that holds a key and does not run: its own first reason, where it has one.</param>
public sealed record WaitJob(long Id, string Kind, string? Step, JobState State, string? Worker, WaitReason? Why)
{
    /// <summary>A job in short.</summary>
    public static WaitJob Of(JobRecord job, WaitReason? why = null) =>
        new(job.Id, job.Kind, job.Step, job.State, job.State == JobState.Running ? job.Worker : null, why);
}

/// <summary>A worker that a reason is about.</summary>
/// <param name="Instance">Which process.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Busy">How many of its places are taken; those of the queue where it is the queue that is full.</param>
/// <param name="Places">How many places it has; those for the queue where it is the queue that is full.</param>
public sealed record WaitWorker(Guid Instance, string Label, int Busy, int Places)
{
    /// <summary>How much memory it has left for jobs, in bytes, where it is that which is short.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>How much memory it and its jobs may hold, in bytes, where it is that which is short.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>True where it has enough left, and keeps it for another kind whose turn it is.</summary>
    internal bool KeepsMemory { get; init; }

    /// <summary>A worker that is short of memory for a kind.</summary>
    internal WaitWorker With(WorkerMemory memory, string kind) =>
        this with { FreeBytes = memory.FreeBytes, LimitBytes = memory.LimitBytes, KeepsMemory = memory.KeepsFrom(kind) };
}

/// <summary>How much of a worker's places is taken.</summary>
/// <param name="All">Started jobs in all.</param>
/// <param name="Queue">Started jobs of the queue that was asked for.</param>
/// <param name="Crashed">Running jobs that have lost a worker before.</param>
internal readonly record struct WorkerLoad(int All, int Queue, int Crashed);

/// <summary>Why a job is not running.</summary>
/// <param name="Job">The job as it was looked at.</param>
/// <param name="Now">The store's clock when it was looked at.</param>
/// <param name="Reasons">
/// Every reason, the first one first; none where the job is ready and a worker that serves it has a place: it is taken in a moment.
/// </param>
public sealed record Explanation(JobRecord Job, DateTimeOffset Now, IReadOnlyList<WaitReason> Reasons);
