namespace Longhaul.Core.Workers;

/// <summary>How a worker is, in one word.</summary>
public enum WorkerStatus
{
    /// <summary>It works, or would if there were jobs.</summary>
    Healthy = 0,

    /// <summary>It starts, its store is away or full, or its memory is full though it runs nothing: it lives and goes on by itself.</summary>
    Degraded = 1,

    /// <summary>It takes no more jobs and ends when those it runs are over.</summary>
    Draining = 2,

    /// <summary>It cannot recover by itself and should be restarted.</summary>
    Unhealthy = 3,
}

/// <summary>A snapshot of a worker for health endpoints and pages.</summary>
public sealed record WorkerReport
{
    /// <summary>How it is.</summary>
    public required WorkerStatus Status { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Label { get; init; }

    /// <summary>The id of this start of the process; empty before it has registered.</summary>
    public Guid Instance { get; init; }

    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>When this report was made, UTC, by the worker's clock.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>How long the worker has been running.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Whether the store answers.</summary>
    public required bool StoreConnected { get; init; }

    /// <summary>Since when the store has answered, or been away, UTC, by the worker's clock.</summary>
    public required DateTimeOffset StoreSince { get; init; }

    /// <summary>The ids of the jobs it runs, the smallest first.</summary>
    public IReadOnlyList<long> RunningJobs { get; init; } = [];

    /// <summary>How many jobs it runs at once.</summary>
    public int Places { get; init; }

    /// <summary>How its child processes are kept in check on this host, such as <c>guard</c> or <c>subreaper</c>.</summary>
    public IReadOnlyList<string> Protections { get; init; } = [];

    /// <summary>What it and its jobs hold of memory; null where that is not looked after.</summary>
    public MemoryReport? Memory { get; init; }

    /// <summary>The last thing that went wrong, or what the start waits for, in a sentence; null where nothing has and it does not.</summary>
    public string? LastError { get; init; }
}

/// <summary>A worker's memory.</summary>
/// <param name="Source">Who sets the limit: <c>cgroup v2</c>, <c>cgroup v1</c>, <c>machine</c>, <c>runtime</c> or <c>setting</c>.</param>
/// <param name="LimitBytes">At this much a job is killed.</param>
/// <param name="SoftLimitBytes">From this much on no more jobs are taken.</param>
/// <param name="UsedBytes">What counts against the limits: the sum of the next two, or what the whole container holds where its limit is the one that binds.</param>
/// <param name="OwnBytes">What the worker's own process holds.</param>
/// <param name="JobsBytes">What the processes of its jobs hold.</param>
/// <param name="Full">The soft limit is reached.</param>
public sealed record MemoryReport(string Source, long LimitBytes, long SoftLimitBytes, long UsedBytes, long OwnBytes, long JobsBytes, bool Full);
