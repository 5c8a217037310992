using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>What people do to jobs and queues. Each change is written to the audit log in the same transaction.</summary>
public interface IJobControl
{
    /// <summary>
    /// Cancels a job, or all open jobs of a run: what does not run is cancelled at once, what runs is asked to stop.
    /// Jobs that depend on what was cancelled are cancelled too.
    /// </summary>
    Task<ControlReply> CancelAsync(long jobId, string actor, string? reason = null, CancellationToken cancel = default);

    /// <summary>
    /// Takes a job that is over back into work, with all of its tree that depended on it and is over or was to begin; for a run, every member that failed or was
    /// cancelled. What depended on it and runs goes on, and goes again once it has ended; where it was expanded, what runs of that is asked to stop. Refused where it would
    /// wait for a job that failed and is not taken back with it, and for a job that has made the next items of a list.
    /// Parents that were over wait again; the tree comes out of history with its ids; attempt numbers go on and no counter is reset;
    /// unique keys are taken again. What an attempt kept for the next one stays with a job that did not end well, and with no other. A job that waits for its time, such as that of its next attempt, goes at once.
    /// </summary>
    Task<ControlReply> ReopenAsync(long jobId, string actor, CancellationToken cancel = default);

    /// <summary>
    /// Changes a value of a job that does not run. A job's or run's new input: what is over and had the old one runs again, with all that depends on it.
    /// A new output: the job completes with it, however it had ended, and all of its tree that depended on it runs again. The old value is kept in
    /// <see cref="JobRecord.Edits"/>. What is in <see cref="JobEdit.Slots"/> waits under those keys from then on. Refused where the value is not <see cref="JobEdit.Before"/> any more, or something works with the old one.
    /// </summary>
    /// <exception cref="RefusedException">The new value is no JSON object, or larger than 10 MiB; nothing was changed.</exception>
    Task<ControlReply> EditAsync(JobEdit edit, string actor, CancellationToken cancel = default);

    /// <summary>Removes a tree that is over with its attempts and logs; only by its root.</summary>
    Task<ControlReply> DeleteAsync(long jobId, string actor, CancellationToken cancel = default);

    /// <summary>
    /// Stops the waiting jobs of a queue, a kind or a tenant from being claimed; they keep their places. Answers with
    /// <see cref="ControlResult.Unchanged"/> where it is so already: the first pause keeps its actor, time and reason.
    /// </summary>
    Task<ControlReply> PauseAsync(PauseTarget target, string actor, string? reason = null, CancellationToken cancel = default);

    /// <summary>
    /// Lets what somebody paused be claimed again. Answers with <see cref="ControlResult.Unchanged"/> where it is not paused. What is paused for a budget
    /// stays so: see <see cref="IStoreTenants.LiftBudgetAsync"/>.
    /// </summary>
    Task<ControlReply> ResumeAsync(PauseTarget target, string actor, CancellationToken cancel = default);

    /// <summary>
    /// Does something to the next jobs that match a filter, in the order of ids, and answers where to go on. Each is judged once it is locked: one that
    /// has changed since it was found is left out. The audit log gets one entry for each part of which something was done.
    /// </summary>
    /// <exception cref="RefusedException">A limit, queue or priority out of its range, or too many ids; nothing was changed.</exception>
    Task<BulkReply> ApplyAsync(BulkRequest request, CancellationToken cancel = default);
}

/// <summary>What became of a person's wish.</summary>
public enum ControlResult
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>The job runs and was asked to stop.</summary>
    Requested = 1,

    /// <summary>It was so already.</summary>
    Unchanged = 2,

    /// <summary>No such job.</summary>
    NotFound = 3,

    /// <summary>Not possible; the message says why.</summary>
    Refused = 4,
}

/// <summary>What became of a person's wish.</summary>
/// <param name="Result">In a word.</param>
/// <param name="Message">In a sentence, where there is something to say.</param>
public sealed record ControlReply(ControlResult Result, string? Message = null);
