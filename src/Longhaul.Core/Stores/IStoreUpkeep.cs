namespace Longhaul.Core.Stores;

/// <summary>What must be done now and then. Each is safe on all workers at once, so that no leader is needed.</summary>
public interface IStoreUpkeep
{
    /// <summary>
    /// Makes scheduled jobs that are due ready (or blocked, where a slot is missing), the longest due first; and hands places under rates on whose starts
    /// count no more; and ends pauses whose time has come.
    /// </summary>
    /// <param name="limit">The most scheduled jobs, 1 to <see cref="IJobStore.MaxBatch"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    Task<Promoted> PromoteDueAsync(int limit, CancellationToken cancel = default);

    /// <summary>
    /// Declares workers dead whose lease is over or whose death is proven, and puts back, fails or cancels the jobs they held:
    /// exclusive ones only later, or on proof. Forgets dead workers that hold nothing.
    /// </summary>
    /// <param name="provenDead">Workers whose process is known to be gone.</param>
    /// <param name="limit">The most jobs, 1 to <see cref="IJobStore.MaxBatch"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    Task<IReadOnlyList<Rescued>> RescueAsync(IReadOnlyCollection<Guid> provenDead, int limit, CancellationToken cancel = default);

    /// <summary>Hands free slots to jobs that wait for them; finds nothing to do unless something went wrong. Returns how many it admitted.</summary>
    Task<int> AdmitAsync(CancellationToken cancel = default);

    /// <summary>
    /// Removes trees from history that were over before now − <paramref name="keep"/>, with their logs and attempts, and expired keys.
    /// A store that <see cref="StoreCapabilities.RetainsByDay"/> keeps those of the day of that instant.
    /// </summary>
    /// <returns>How many jobs were removed, and at least <paramref name="limit"/> where expired keys or more days are left; less when there is no more to do.</returns>
    Task<int> PruneAsync(TimeSpan keep, int limit, CancellationToken cancel = default);

    /// <summary>The store's own housekeeping, such as checkpoints; finds out whether there is room.</summary>
    /// <exception cref="StoreUnavailableException">With <see cref="StoreUnavailableException.NoRoom"/>: new jobs are refused at present.</exception>
    Task MaintainAsync(CancellationToken cancel = default);
}

/// <summary>What promotion did.</summary>
/// <param name="Count">How many jobs it moved.</param>
/// <param name="NextIn">
/// How long until the next scheduled job is due, the next start passes under a rate that somebody waits for or the next pause ends, zero if one is now;
/// null if there is none.
/// </param>
public readonly record struct Promoted(int Count, TimeSpan? NextIn);

/// <summary>A job whose worker died.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Instance">The dead worker.</param>
/// <param name="Worker">Its label.</param>
/// <param name="State">What the job is now.</param>
/// <param name="Crashes">How many workers it has lost.</param>
public sealed record Rescued(long JobId, Guid Instance, string Worker, Jobs.JobState State, int Crashes);
