using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>New jobs.</summary>
public interface IJobIntake
{
    /// <summary>
    /// Adds all the jobs or none. An item whose unique key is held is not added and answers with the holder; neither is an item
    /// whose parent was answered so. A job starts as blocked (it waits for others, a slot, or is a container), scheduled or ready;
    /// or cancelled at once, where a job it depends on has already failed or been cancelled.
    /// </summary>
    /// <exception cref="RefusedException">
    /// More than <see cref="IJobStore.MaxBatch"/> items; a reference to a job found nowhere, to a later item, or to a parent that
    /// is over or no container; a container without a child in the call, or with dependencies or slots.
    /// </exception>
    Task<IReadOnlyList<Enqueued>> EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancel = default);
}

/// <summary>What became of an item of an enqueue call.</summary>
/// <param name="Id">The new job, or the one that was there already.</param>
/// <param name="Existed">True where nothing was added because a unique key was held.</param>
public readonly record struct Enqueued(long Id, bool Existed);
