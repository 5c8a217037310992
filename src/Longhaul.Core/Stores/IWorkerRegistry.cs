using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>Worker processes and their leases.</summary>
public interface IWorkerRegistry
{
    /// <summary>Adds a worker process with a fresh lease; does nothing where it is there already.</summary>
    Task RegisterAsync(WorkerRegistration worker, CancellationToken cancel = default);

    /// <summary>Lets the store tick if a tick is due, and renews the worker's lease unless it was declared dead.</summary>
    Task<RenewReply> RenewAsync(WorkerRenewal renewal, CancellationToken cancel = default);

    /// <summary>Ends a worker's lease. What it still holds is put back by rescue without counting a crash.</summary>
    Task DeregisterAsync(Guid instance, CancellationToken cancel = default);

    /// <summary>Asks a worker to drain; it learns so at its next renewal. False where no such live worker is.</summary>
    Task<bool> RequestDrainAsync(Guid instance, string actor, CancellationToken cancel = default);

    /// <summary>Lists live and dead workers; a dead one stays until none of its jobs is left.</summary>
    Task<IReadOnlyList<WorkerRecord>> ListAsync(CancellationToken cancel = default);

    /// <summary>Lists the running jobs of this worker that somebody asked to cancel.</summary>
    Task<IReadOnlyList<AttemptRef>> ListCancelRequestsAsync(Guid instance, CancellationToken cancel = default);
}

/// <summary>Which process a worker is, so that others can prove that it is gone.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="BootId">The kernel's id of this boot; empty where there is none.</param>
/// <param name="PidNamespace">The pid namespace; empty where there is none.</param>
/// <param name="Pid">The process id within that namespace.</param>
/// <param name="StartTicks">When the process started, in the kernel's ticks since boot.</param>
public sealed record WorkerProcess(string Host, string BootId, string PidNamespace, int Pid, long StartTicks);

/// <summary>A kind that a worker serves.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Hash">A hash of its definition.</param>
public readonly record struct ServedKind(string Name, string Hash);

/// <summary>A worker process that wants to take part.</summary>
public sealed record WorkerRegistration
{
    /// <summary>New at each start of a process.</summary>
    public required Guid Instance { get; init; }

    /// <summary>Its name for people; several live workers may share it.</summary>
    public required string Label { get; init; }

    /// <summary>Which process it is.</summary>
    public required WorkerProcess Process { get; init; }

    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The queues it serves; empty where it does not say, and may serve any.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>The kinds it serves; empty where it does not say, and may serve any.</summary>
    public IReadOnlyList<ServedKind> Kinds { get; init; } = [];

    /// <summary>How many jobs it runs at once.</summary>
    public int Places { get; init; } = 1;

    /// <summary>How many jobs of a queue it runs at once, where that is fewer than <see cref="Places"/>.</summary>
    public IReadOnlyDictionary<string, int> QueuePlaces { get; init; } = new Dictionary<string, int>();

    /// <summary>True where it takes jobs of the queue.</summary>
    internal bool Serves(string queue) => Queues.Count == 0 || Queues.Contains(queue);

    /// <summary>True where it takes jobs of the kind.</summary>
    internal bool Knows(string kind) => Kinds.Count == 0 || Kinds.Any(served => served.Name == kind);
}

/// <summary>A worker's sign of life.</summary>
/// <param name="Instance">The worker.</param>
/// <param name="Draining">True while it takes no more jobs; a job it then leaves behind counts no crash.</param>
/// <param name="Held">The attempts it believes it holds.</param>
public sealed record WorkerRenewal(Guid Instance, bool Draining, IReadOnlyList<AttemptRef> Held)
{
    /// <summary>What is new of its memory; null where nothing is, and what it said before stands.</summary>
    public WorkerMemory? Memory { get; init; }
}

/// <summary>The answer to a sign of life.</summary>
/// <param name="Lost">The worker was declared dead or is unknown: it must stop all it runs and register anew under a new instance id.</param>
/// <param name="DrainRequested">Somebody asked it to drain.</param>
/// <param name="CancelRequested">Those of its jobs that somebody asked to cancel.</param>
/// <param name="NotHeld">Those of <see cref="WorkerRenewal.Held"/> that it does not hold any more.</param>
public sealed record RenewReply(
    bool Lost, bool DrainRequested, IReadOnlyList<AttemptRef> CancelRequested, IReadOnlyList<AttemptRef> NotHeld);

/// <summary>A worker process as the store keeps it.</summary>
/// <param name="Registration">What it said of itself.</param>
/// <param name="StartedAt">When it registered.</param>
/// <param name="RenewedAt">When it last renewed.</param>
/// <param name="Draining">It takes no more jobs.</param>
/// <param name="Dead">It was declared dead or has deregistered.</param>
/// <param name="Running">How many jobs it holds.</param>
public sealed record WorkerRecord(
    WorkerRegistration Registration, DateTimeOffset StartedAt, DateTimeOffset RenewedAt, bool Draining, bool Dead, int Running)
{
    /// <summary>What it last said of its memory; null where it never did, and lacks none.</summary>
    public WorkerMemory? Memory { get; init; }

    /// <summary>
    /// True where it may be expected to take jobs: it was not declared dead, and has been heard of within the time of a lease. The last of all workers is
    /// declared dead by nobody.
    /// </summary>
    internal bool IsLive(DateTimeOffset now, LeasePolicy lease) => !Dead && now - RenewedAt <= lease.LeaseTtl;
}
