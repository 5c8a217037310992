using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>What has to be looked up to tell why a job waits, all of it as of one moment.</summary>
internal interface IWaitRows
{
    DateTimeOffset Now { get; }

    StoreOptions Options { get; }

    /// <summary>A job whose tree is open or over.</summary>
    JobRecord? Find(long id);

    List<PauseRecord> Pauses();

    /// <summary>The jobs that it waits for and that are not over, by id.</summary>
    List<JobRecord> OpenNeeds(long jobId, int limit);

    /// <summary>The members of a run that are not over, by id.</summary>
    List<JobRecord> OpenChildren(long parentId, int limit);

    /// <summary>The jobs that hold a slot under a key, by id.</summary>
    List<JobRecord> SlotHolders(string key, int limit);

    /// <summary>How many hold a key, with the starts that count under it.</summary>
    long CountHeld(string key);

    /// <summary>The least of the limits of those that wait for a key; null where nobody does.</summary>
    int? LeastLimit(string key);

    /// <summary>How many wait for a key before a job that waits for it.</summary>
    int CountAheadInLine(string key, JobRecord job, int limit);

    /// <summary>When so many of the starts that count under a key will count no more; null where fewer do.</summary>
    DateTimeOffset? PassesAt(string key, long count);

    /// <summary>What a queue with limits has left; null where it has none.</summary>
    QueueRoom? Room(string queue);

    /// <summary>The running jobs of a queue with a limit, by id.</summary>
    List<JobRecord> RunningIn(string queue, int limit);

    /// <summary>How many ready jobs of its queue go before a ready job, of the given kinds (null for any), without those whose kind or tenant is paused.</summary>
    int CountAhead(JobRecord job, IReadOnlyList<string>? kinds, int limit);

    List<WorkerRecord> Workers();

    /// <summary>How busy workers are; those that run nothing are left out.</summary>
    Dictionary<Guid, WorkerLoad> Loads(string queue);
}
