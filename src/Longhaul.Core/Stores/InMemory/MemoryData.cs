using System.Collections.Immutable;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>The "tables". Immutable collections, so that keeping the old value is all it takes to undo a refused call.</summary>
internal sealed record MemoryData
{
    /// <summary>Jobs of trees that are not over.</summary>
    public ImmutableSortedDictionary<long, JobRecord> Open { get; set; } = ImmutableSortedDictionary<long, JobRecord>.Empty;

    /// <summary>Jobs of trees that are over.</summary>
    public ImmutableSortedDictionary<long, JobRecord> History { get; set; } = ImmutableSortedDictionary<long, JobRecord>.Empty;

    /// <summary>The ready jobs in the order of claiming.</summary>
    public ImmutableSortedSet<ReadyKey> Ready { get; set; } = ImmutableSortedSet.Create(ReadyKey.Order);

    /// <summary>The members of each tree by root, the root included.</summary>
    public ImmutableDictionary<long, ImmutableSortedSet<long>> Trees { get; set; } =
        ImmutableDictionary<long, ImmutableSortedSet<long>>.Empty;

    /// <summary>What each job waits for.</summary>
    public ImmutableDictionary<long, ImmutableList<DependencyEdge>> Needs { get; set; } =
        ImmutableDictionary<long, ImmutableList<DependencyEdge>>.Empty;

    /// <summary>Who waits for each job.</summary>
    public ImmutableDictionary<long, ImmutableList<DependencyEdge>> Dependents { get; set; } =
        ImmutableDictionary<long, ImmutableList<DependencyEdge>>.Empty;

    /// <summary>The last holder of each unique key; whether it still counts depends on scope, time and job.</summary>
    public ImmutableDictionary<string, HeldKey> Keys { get; set; } = ImmutableDictionary<string, HeldKey>.Empty;

    /// <summary>Starts under rate keys that count until their time.</summary>
    public ImmutableList<KeyStart> Starts { get; set; } = [];

    /// <summary>Attempts that are over, by job.</summary>
    public ImmutableDictionary<long, ImmutableList<AttemptRecord>> Attempts { get; set; } =
        ImmutableDictionary<long, ImmutableList<AttemptRecord>>.Empty;

    /// <summary>Output by job, attempt number and sequence.</summary>
    public ImmutableDictionary<long, ImmutableSortedDictionary<(int Attempt, long Sequence), LogPiece>> Logs { get; set; } =
        ImmutableDictionary<long, ImmutableSortedDictionary<(int Attempt, long Sequence), LogPiece>>.Empty;

    /// <summary>Worker processes.</summary>
    public ImmutableDictionary<Guid, MemoryWorker> Workers { get; set; } = ImmutableDictionary<Guid, MemoryWorker>.Empty;

    /// <summary>What is paused.</summary>
    public ImmutableDictionary<PauseTarget, PauseRecord> Paused { get; set; } = ImmutableDictionary<PauseTarget, PauseRecord>.Empty;

    /// <summary>Tenants that are paused because they have reached their budget.</summary>
    public ImmutableDictionary<string, PauseRecord> AtBudget { get; set; } = ImmutableDictionary<string, PauseRecord>.Empty;

    /// <summary>What jobs cost.</summary>
    public ImmutableDictionary<(AttemptRef Attempt, long Sequence), KeptCost> Costs { get; set; } =
        ImmutableDictionary<(AttemptRef Attempt, long Sequence), KeptCost>.Empty;

    /// <summary>Schedules by project and name.</summary>
    public ImmutableSortedDictionary<(string Project, string Name), ScheduleRecord> Schedules { get; set; } =
        ImmutableSortedDictionary.Create<(string Project, string Name), ScheduleRecord>(PairOrder);

    /// <summary>The limits of queues, and the project that declared each; empty where a person set it.</summary>
    public ImmutableSortedDictionary<string, (QueueLimit Limit, string Project)> Limits { get; set; } =
        ImmutableSortedDictionary.Create<string, (QueueLimit Limit, string Project)>(StringComparer.Ordinal);

    /// <summary>When jobs of queues with a rate were claimed.</summary>
    public ImmutableDictionary<string, ImmutableList<DateTimeOffset>> QueueStarts { get; set; } =
        ImmutableDictionary<string, ImmutableList<DateTimeOffset>>.Empty;

    /// <summary>The jobs that this call has made ready: each takes its place in line when the call is done.</summary>
    public ImmutableSortedSet<long> Joining { get; set; } = ImmutableSortedSet<long>.Empty;

    /// <summary>The time of each line that waits for a key.</summary>
    public ImmutableDictionary<(string Key, int Priority), long> KeyTimes { get; set; } =
        ImmutableDictionary<(string Key, int Priority), long>.Empty;

    /// <summary>The virtual time of each fair lane.</summary>
    public ImmutableDictionary<(string Queue, int Priority), long> FairLanes { get; set; } =
        ImmutableDictionary<(string Queue, int Priority), long>.Empty;

    /// <summary>Tenants that have a weight or a budget.</summary>
    public ImmutableSortedDictionary<string, KeptTenant> Tenants { get; set; } =
        ImmutableSortedDictionary.Create<string, KeptTenant>(StringComparer.Ordinal);

    /// <summary>Secrets by tenant and name.</summary>
    public ImmutableSortedDictionary<(string Tenant, string Name), (SecretRecord Record, string Token)> Secrets { get; set; } =
        ImmutableSortedDictionary.Create<(string Tenant, string Name), (SecretRecord Record, string Token)>(PairOrder);

    /// <summary>Alerts by key.</summary>
    public ImmutableSortedDictionary<string, AlertRecord> Alerts { get; set; } =
        ImmutableSortedDictionary.Create<string, AlertRecord>(StringComparer.Ordinal);

    /// <summary>What was noted for alerts, in that order.</summary>
    public ImmutableList<NotedFor> Notices { get; set; } = [];

    /// <summary>Messages of alerts, in the order in which they were made.</summary>
    public ImmutableSortedDictionary<long, AlertMessage> Messages { get; set; } = ImmutableSortedDictionary<long, AlertMessage>.Empty;

    /// <summary>Who did what.</summary>
    public ImmutableList<AuditRecord> Audit { get; set; } = [];

    /// <summary>The last entry that retention removed.</summary>
    public AuditLink AuditRemoved { get; set; } = new(0, AuditChain.Beginning);

    /// <summary>The last id or position given.</summary>
    public long Sequence { get; set; }

    /// <summary>The number of ticks so far.</summary>
    public long Beat { get; set; }

    /// <summary>When the store last ticked.</summary>
    public DateTimeOffset BeatAt { get; set; } = DateTimeOffset.MinValue;

    private static Comparer<(string First, string Second)> PairOrder { get; } = Comparer<(string First, string Second)>.Create((a, b) =>
        string.CompareOrdinal(a.First, b.First) is var order and not 0 ? order : string.CompareOrdinal(a.Second, b.Second));
}

/// <summary>The holder of a unique key.</summary>
internal readonly record struct HeldKey(long JobId, UniqueScope Scope, DateTimeOffset Until);

/// <summary>A cost.</summary>
internal sealed record KeptCost(NewCost Cost, DateTimeOffset At);

/// <summary>What was noted for an alert.</summary>
internal readonly record struct NotedFor(string Alert, Notice Notice, DateTimeOffset At);

/// <summary>A start under a rate key.</summary>
internal readonly record struct KeyStart(string Key, DateTimeOffset Until);

/// <summary>A worker process.</summary>
internal sealed record MemoryWorker(
    WorkerRegistration Registration, DateTimeOffset StartedAt, DateTimeOffset RenewedAt, long SeenBeat)
{
    public bool Draining { get; init; }

    public bool DrainRequested { get; init; }

    public bool Dead { get; init; }

    /// <summary>What it last said of its memory.</summary>
    public WorkerMemory? Memory { get; init; }

    /// <summary>Nobody needs to wait for exclusive jobs: the process is gone, or said goodbye.</summary>
    public bool Proven { get; init; }
}

/// <summary>A ready job's place.</summary>
internal readonly record struct ReadyKey(int Priority, bool Front, long Tag, long Position, long Id)
{
    /// <summary>Priority first, then those put back, then tag, then position.</summary>
    public static IComparer<ReadyKey> Order { get; } = Comparer<ReadyKey>.Create((a, b) =>
        (b.Priority, b.Front, a.Tag, a.Position, a.Id).CompareTo((a.Priority, a.Front, b.Tag, b.Position, b.Id)));

    public static ReadyKey Of(JobRecord job) => new(job.Priority, job.Front, job.Tag, job.Position, job.Id);
}
