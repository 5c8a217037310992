using Longhaul.Core.Edits;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Jobs;

/// <summary>Hands jobs and runs of a project to a store, and looks after them.</summary>
/// <param name="store">The store.</param>
/// <param name="project">What can be asked for.</param>
/// <param name="intake">Where new jobs go, such as a transaction of the caller's; null for the store.</param>
/// <param name="keys">What encrypts inputs of kinds that say so; null where there is no key.</param>
public sealed class JobClient(IJobStore store, ProjectDefinition project, IJobIntake? intake = null, KeyRing? keys = null) : IJobClient
{
    private readonly JobClientExpansion _expansion = new(project, keys);
    private readonly IJobIntake _intake = intake ?? store.Intake;

    /// <inheritdoc/>
    public IStoreSignals Signals => store.Signals;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Enqueued>> EnqueueAsync(IReadOnlyList<JobRequest> requests, CancellationToken cancel = default)
    {
        // Everything is checked before anything is stored.
        var groups = requests.Select((request, index) => _expansion.Expand(request, requests.Count > 1 ? index + 1 : null)).ToArray();
        var batches = JobClientBatch.Of(groups).ToArray();
        var answers = new List<Enqueued>(requests.Count);
        var stored = 0;
        try
        {
            await foreach (var batch in _intake.EnqueueInTurnAsync([.. batches.Select(batch => batch.Jobs)], cancel).ConfigureAwait(false))
            {
                answers.AddRange(batches[stored++].Firsts.Select(first => batch[first]));
            }
        }
        catch (Exception failure) when (stored > 0 && failure is (StoreUnavailableException or StoreUnusableException or RefusedException))
        {
            throw new PartlyEnqueuedException(answers, failure);
        }

        return answers;
    }

    /// <inheritdoc/>
    public async Task<Enqueued> EnqueueBatchAsync(BatchRequest batch, CancellationToken cancel = default) =>
        (await _intake.EnqueueAsync(BatchExpansion.Expand(batch, _expansion), cancel).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public Task<JobRecord?> GetAsync(long jobId, CancellationToken cancel = default) => store.Queries.GetAsync(jobId, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobRecord>> ListAsync(JobFilter filter, JobPage page, CancellationToken cancel = default) =>
        store.Queries.ListAsync(filter, page, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobRecord>> ListTreeAsync(long rootId, CancellationToken cancel = default) =>
        store.Queries.ListTreeAsync(rootId, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AttemptRecord>> ListAttemptsAsync(long jobId, CancellationToken cancel = default) =>
        store.Queries.ListAttemptsAsync(jobId, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogPiece>> ReadLogAsync(long jobId, LogPlace after, int limit, CancellationToken cancel = default) =>
        store.Logs.ReadAsync(jobId, after, limit, cancel);

    /// <inheritdoc/>
    public Task<ControlReply> CancelAsync(long jobId, string actor, string? reason = null, CancellationToken cancel = default) =>
        store.Control.CancelAsync(jobId, actor, reason, cancel);

    /// <inheritdoc/>
    public Task<ControlReply> RetryAsync(long jobId, string actor, CancellationToken cancel = default) =>
        store.Control.ReopenAsync(jobId, actor, cancel);

    /// <inheritdoc/>
    public Task<EditReply> EditAsync(long jobId, EditPart part, string members, string actor, string? note = null, CancellationToken cancel = default) =>
        new JobClientEdits(store, project, keys).EditAsync(jobId, part, members, actor, note, cancel);

    /// <inheritdoc/>
    public Task<ControlReply> DeleteAsync(long jobId, string actor, CancellationToken cancel = default) =>
        store.Control.DeleteAsync(jobId, actor, cancel);
}
