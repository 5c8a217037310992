using System.Runtime.CompilerServices;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>New jobs.</summary>
public interface IJobIntake
{
    /// <summary>
    /// Adds all the jobs or none. An item whose unique key is held is not added and answers with the holder; neither is an item
    /// whose parent was answered so. Where the key says <see cref="UniqueConflict.Replace"/> or <see cref="UniqueConflict.Extend"/>, a holder
    /// that stands alone and was never claimed becomes what the new one would have been, but for its id, its time of creation, its keys and
    /// the jobs it waits for; it keeps its place in line where that is the same line. Any other holder is followed: the new job is added,
    /// takes the key, and waits until the holder has ended (not where its key is for the waiting and the holder was claimed); as does a new job
    /// that waits for others itself. A job starts as blocked (it waits for others, a slot, or is a container), scheduled or ready;
    /// or cancelled at once, where a job it depends on has already failed or been cancelled.
    /// <para>
    /// A job that would be added, is due and waits for no other is looked at by its slots: is one of its keys at its limit, <see cref="SlotKey.AtLimit"/>
    /// says what is done. Of several such keys one that drops goes before one that replaces, and that before those that cancel. Replaced, as above, is
    /// what stands alone, was never claimed and has no unique key but for a period. Jobs that an outcome spawns only ever wait.
    /// </para>
    /// </summary>
    /// <exception cref="RefusedException">
    /// More than <see cref="IJobStore.MaxBatch"/> items; a reference to a job found nowhere, to a later item, or to a parent that
    /// is over or no container; a container without a child in the call, or with dependencies or slots; a member of a run, or a run,
    /// that would replace another job; a member of a run that would not wait at the limit of a key, and a job that would replace one there and has
    /// a unique key that is not for a period.
    /// </exception>
    Task<IReadOnlyList<Enqueued>> EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancel = default);

    /// <summary>
    /// Adds many, in batches that are each added as by <see cref="EnqueueAsync"/>, whole or not at all, and in their order: nobody sees a job
    /// of a batch before all jobs of those in front. Each answer comes when its batch is stored; after one that fails none is added.
    /// </summary>
    /// <exception cref="RefusedException">As there.</exception>
    async IAsyncEnumerable<IReadOnlyList<Enqueued>> EnqueueInTurnAsync(
        IReadOnlyList<IReadOnlyList<NewJob>> batches, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        foreach (var batch in batches)
        {
            yield return await EnqueueAsync(batch, cancel).ConfigureAwait(false);
        }
    }
}

/// <summary>What an item of an enqueue call did.</summary>
public enum EnqueueResult
{
    /// <summary>A job was added.</summary>
    Added = 0,

    /// <summary>Nothing: a job was there already.</summary>
    Existed = 1,

    /// <summary>A job that waited became what was asked for.</summary>
    Replaced = 2,

    /// <summary>Nothing: a key of the job was at its limit, and a holder of the key is the answer.</summary>
    Dropped = 3,
}

/// <summary>What became of an item of an enqueue call.</summary>
/// <param name="Id">The new job, or the one that was there already, or the first that holds a key at its limit.</param>
/// <param name="Result">What was done.</param>
public readonly record struct Enqueued(long Id, EnqueueResult Result)
{
    /// <summary>A job that was added, or one that was there already.</summary>
    public Enqueued(long id, bool existed)
        : this(id, existed ? EnqueueResult.Existed : EnqueueResult.Added)
    {
    }

    /// <summary>True where nothing was added: the job was there before, also where it was changed.</summary>
    public bool Existed => Result != EnqueueResult.Added;
}
