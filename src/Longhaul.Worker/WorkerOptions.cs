using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>A worker's settings.</summary>
public sealed record WorkerOptions
{
    /// <summary>Its name for people; several live workers may share it.</summary>
    public required string Label { get; init; }

    /// <summary>How many jobs it runs at once, 1 or more.</summary>
    public int Places { get; init; } = Environment.ProcessorCount;

    /// <summary>Places per queue, over what the project says; a queue that is nowhere named may take all places.</summary>
    public IReadOnlyDictionary<string, int> QueuePlaces { get; init; } = new Dictionary<string, int>();

    /// <summary>The queues it serves; null for all of the project.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>How often it looks for jobs where no push wakes it.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How much work may be claimed before there is a place for it, as learnt from how long the jobs of a queue take; zero for none. Jobs that
    /// take longer than this are never claimed in advance; what has waited for a second all the same is given back.
    /// </summary>
    public TimeSpan Prefetch { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The whole budget of a stop, from the signal to the end of the process.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When leases are over; the same as the store was opened with.</summary>
    public LeasePolicy Lease { get; init; } = LeasePolicy.Default;

    /// <summary>How long jobs that are not exclusive may run on while the store is away.</summary>
    public TimeSpan OutageTolerance { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest wait for an answer of the store before its result counts as unknown.</summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After this many jobs the worker takes no more, and ends when those that run have ended, to be started anew; null for never.</summary>
    public long? MaxJobs { get; init; }

    /// <summary>After this long the worker takes no more jobs, and ends when those that run have ended; null for never.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Above this much of its own memory, in bytes, the worker takes no more jobs, and ends when those that run have ended; null for never.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>
    /// The most that the worker and the processes of its jobs may hold together, in bytes: at it, a job is killed. Null, or more than the container or machine
    /// has, for 95 % of that.
    /// </summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>When they hold this much, in bytes, no more jobs are taken; null for 80 % of the limit.</summary>
    public long? MemorySoftLimitBytes { get; init; }

    /// <summary>How often the log gets a line with the worker's counters.</summary>
    public TimeSpan HeartbeatLogInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long jobs that are over stay in history.</summary>
    public TimeSpan KeepHistory { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long the cost ledger keeps what jobs spent.</summary>
    public TimeSpan KeepCosts { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How long the audit log keeps its entries; null for ever.</summary>
    public TimeSpan? KeepAudit { get; init; }

    /// <summary>False: the schema must be right already; nothing is changed.</summary>
    public bool Migrate { get; init; } = true;
}
