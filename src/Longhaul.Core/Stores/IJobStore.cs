namespace Longhaul.Core.Stores;

/// <summary>
/// A store of jobs, by roles. Every method is one atomic, retry-safe call; batches hold at most <see cref="MaxBatch"/> items.
/// All time comes from the store's clock. Every write by a worker names its attempt's token and changes nothing once that attempt is over.
/// </summary>
/// <exception cref="StoreUnavailableException">Any method: the store cannot be reached or has no room; nothing was changed, or it is not known.</exception>
public interface IJobStore : IAsyncDisposable
{
    /// <summary>The most items of one call.</summary>
    const int MaxBatch = 1_000;

    /// <summary>What this store is and can do.</summary>
    StoreCapabilities Capabilities { get; }

    /// <summary>Schema and reachability.</summary>
    IStoreSchema Schema { get; }

    /// <summary>New jobs.</summary>
    IJobIntake Intake { get; }

    /// <summary>Handing jobs to workers, and what running attempts report.</summary>
    IJobClaims Claims { get; }

    /// <summary>Ends of attempts.</summary>
    IJobOutcomes Outcomes { get; }

    /// <summary>Worker processes and their leases.</summary>
    IWorkerRegistry Workers { get; }

    /// <summary>What must be done now and then, safe on all workers at once.</summary>
    IStoreUpkeep Upkeep { get; }

    /// <summary>What is due when.</summary>
    IStoreSchedules Schedules { get; }

    /// <summary>How much of a queue may run over all workers.</summary>
    IQueueLimits Limits { get; }

    /// <summary>Tenants and their weights.</summary>
    IStoreTenants Tenants { get; }

    /// <summary>Secrets, as encrypted tokens.</summary>
    IStoreSecrets Secrets { get; }

    /// <summary>What people do to jobs and queues.</summary>
    IJobControl Control { get; }

    /// <summary>What people decide.</summary>
    IStoreReviews Reviews { get; }

    /// <summary>Looking things up.</summary>
    IJobQueries Queries { get; }

    /// <summary>Output of attempts.</summary>
    IJobLogs Logs { get; }

    /// <summary>What jobs cost.</summary>
    ICostLedger Costs { get; }

    /// <summary>Who did what.</summary>
    IAuditLog Audit { get; }

    /// <summary>Who is to be told of what.</summary>
    IStoreAlerts Alerts { get; }

    /// <summary>Waking up.</summary>
    IStoreSignals Signals { get; }

    /// <summary>How the store itself is.</summary>
    IStoreHealth Health { get; }
}

/// <summary>What a store is and can do; the conformance suite checks that what is declared is so.</summary>
/// <param name="Name">One word: memory, sqlite, postgresql, redis.</param>
/// <param name="Durable">What is accepted survives the death of every process.</param>
/// <param name="ManyProcesses">Several processes may share it.</param>
/// <param name="ManyMachines">Several machines may share it.</param>
public sealed record StoreCapabilities(string Name, bool Durable, bool ManyProcesses, bool ManyMachines)
{
    /// <summary>History is dropped by whole days (UTC): what was over before a time may stay until that time's day has begun.</summary>
    public bool RetainsByDay { get; init; }

    /// <summary>
    /// Jobs that callers add in transactions of their own are heard of when these commit. Where they are not, workers hand out slots to such jobs at their
    /// poll interval.
    /// </summary>
    public bool HearsCommits { get; init; } = true;
}
