using Longhaul.Core.Edits;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Jobs;

/// <summary>Everything a program that hands in and watches jobs needs; the command line and the web page use only this.</summary>
public interface IJobClient
{
    /// <summary>
    /// Checks and enqueues jobs and pipeline runs, all or none per <see cref="IJobStore.MaxBatch"/> of them; the answers are in the same order,
    /// for a pipeline that of its run.
    /// </summary>
    /// <exception cref="RefusedException">A name, queue, priority or input that is not acceptable; says which and what would be.</exception>
    /// <exception cref="Secrets.MissingKeyException">An input is to be encrypted, and there is no key.</exception>
    /// <exception cref="PartlyEnqueuedException">Something went wrong when some of very many were stored; says which.</exception>
    Task<IReadOnlyList<Enqueued>> EnqueueAsync(IReadOnlyList<JobRequest> requests, CancellationToken cancel = default);

    /// <summary>Checks and enqueues a batch, all of it or nothing; the answer is that of its run.</summary>
    /// <exception cref="RefusedException">As for <see cref="EnqueueAsync"/>; also too many jobs, or pipelines among them.</exception>
    /// <exception cref="Secrets.MissingKeyException">An input is to be encrypted, and there is no key.</exception>
    Task<Enqueued> EnqueueBatchAsync(BatchRequest batch, CancellationToken cancel = default);

    /// <summary>One job, or null.</summary>
    Task<JobRecord?> GetAsync(long jobId, CancellationToken cancel = default);

    /// <summary>Jobs that match, newest first.</summary>
    Task<IReadOnlyList<JobRecord>> ListAsync(JobFilter filter, JobPage page, CancellationToken cancel = default);

    /// <summary>A run with all its members, in the order of ids.</summary>
    Task<IReadOnlyList<JobRecord>> ListTreeAsync(long rootId, CancellationToken cancel = default);

    /// <summary>A job's attempts that are over, the first first.</summary>
    Task<IReadOnlyList<AttemptRecord>> ListAttemptsAsync(long jobId, CancellationToken cancel = default);

    /// <summary>A job's output after a place.</summary>
    Task<IReadOnlyList<LogPiece>> ReadLogAsync(long jobId, LogPlace after, int limit, CancellationToken cancel = default);

    /// <summary>Cancels a job or a run.</summary>
    Task<ControlReply> CancelAsync(long jobId, string actor, string? reason = null, CancellationToken cancel = default);

    /// <summary>Takes a job or a run that is over back into work; a job that waits for its time goes at once.</summary>
    Task<ControlReply> RetryAsync(long jobId, string actor, CancellationToken cancel = default);

    /// <summary>
    /// Changes members of a job's input or output; what had the old value and is over runs again with the new one, as <see cref="IJobControl.EditAsync"/> says.
    /// A run's new input is checked as that of a new run; what is encrypted stays so. Keys of limits and rates are made anew.
    /// </summary>
    /// <param name="jobId">The job or run.</param>
    /// <param name="part">Which value.</param>
    /// <param name="members">A JSON object as text: each of its members goes over the one of the same name.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="note">Why; at most <see cref="JobEdit.MaxNote"/> characters.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="RefusedException">
    /// The members are no JSON object, or the run's pipeline does not take them; or they would give another tenant or unique key, or keys of a job that is not
    /// defined here. Nothing was changed.
    /// </exception>
    /// <exception cref="Secrets.MissingKeyException">The value is encrypted, and there is no key for it.</exception>
    Task<EditReply> EditAsync(long jobId, EditPart part, string members, string actor, string? note = null, CancellationToken cancel = default);

    /// <summary>Removes a tree that is over.</summary>
    Task<ControlReply> DeleteAsync(long jobId, string actor, CancellationToken cancel = default);

    /// <summary>Waking up when something changes, for followers.</summary>
    IStoreSignals Signals { get; }
}

/// <summary>What became of a change.</summary>
/// <param name="Reply">Whether it was done.</param>
/// <param name="Before">The value as it was: a JSON object as text, in clear; empty where there is no such job.</param>
/// <param name="After">The value as it was to be.</param>
public sealed record EditReply(ControlReply Reply, string Before = "", string After = "");

/// <summary>A wish for a job or a pipeline run.</summary>
public sealed record JobRequest
{
    /// <summary>The kind or the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>A JSON object as text, at most 10 MiB.</summary>
    public string Input { get; init; } = "{}";

    /// <summary>The queue; null for the kind's own.</summary>
    public string? Queue { get; init; }

    /// <summary>0 to 9; null for the kind's own.</summary>
    public int? Priority { get; init; }

    /// <summary>Whose job it is; null for what the pipeline says, or nobody's.</summary>
    public string? Tenant { get; init; }

    /// <summary>An idempotency key: within a day the same key gives the same job.</summary>
    public string? Key { get; init; }

    /// <summary>While a job with this key is unfinished, it is the answer.</summary>
    public string? Unique { get; init; }

    /// <summary>Not before this instant.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Not before this long from now.</summary>
    public TimeSpan? In { get; init; }
}
