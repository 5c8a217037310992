using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>What an attempt asks the store and tells it in between. An absent store is waited for: it is no fault of the job.</summary>
internal sealed class RunReader(IJobStore store, KeyRing? keys, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The job itself, those it belongs to, and their children; empty for a job that belongs to no run.</summary>
    /// <param name="job">The job.</param>
    /// <param name="outputsOf">The steps whose outputs are wanted; those of the others are not read.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="MissingKeyException">An input is encrypted and cannot be opened.</exception>
    public async Task<RunView> ReadAsync(JobRecord job, IReadOnlyCollection<string> outputsOf, CancellationToken stop)
    {
        var stored = job.RootId == job.Id ? [] : await PatientlyAsync(() => store.Queries.ListScopeAsync(job.Id, outputsOf, stop), stop);
        var told = stored.FirstOrDefault(member => member.Id == (IsOfList(job) ? job.ParentId : job.Id));
        var given = told is null ? null : JobEdits.OverrideOf(told);
        return stored.Any(member => EncryptedInput.IsSealed(member.Input)) || (given is not null && EncryptedInput.IsSealed(given))
            ? new RunView([.. stored.Select(member => member with { Input = EncryptedInput.Open(keys, member.Input) })], Opened(given), IsPrivate: true)
            : new RunView(stored, given, IsPrivate: false);
    }

    // What a person gave to a step with a list is for all its items, and for the list itself, however many jobs make them.
    private static bool IsOfList(JobRecord job) => ItemStep.IndexOf(job.Step) is not null || ItemStep.ListOf(job.Step) is not null;

    private string? Opened(string? given) => given is null ? null : EncryptedInput.Open(keys, given);

    /// <summary>What those published that a job was expanded into: as many as the store gives at once, from behind one of them on.</summary>
    public Task<IReadOnlyList<StepFiles>> ReadFilesAsync(long container, long after, CancellationToken stop) =>
        PatientlyAsync(() => store.Queries.ListFilesAsync(container, after, IJobStore.MaxBatch, stop), stop);

    /// <summary>The attempts of a job that are over.</summary>
    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(JobRecord job, CancellationToken stop) =>
        PatientlyAsync(() => store.Queries.ListAttemptsAsync(job.Id, stop), stop);

    /// <summary>The bytes of what accepted attempts of a run, or of a tenant, published.</summary>
    public Task<long> SumArtifactsAsync(long? run, string? tenant, CancellationToken stop) =>
        PatientlyAsync(() => store.Queries.SumArtifactsAsync(run, tenant, stop), stop);

    /// <summary>Hands a report to the store at once; false where the attempt is over.</summary>
    public async Task<bool> KeepAsync(AttemptReport report, CancellationToken stop) =>
        (await PatientlyAsync(() => store.Claims.ReportAsync([report], stop), stop)).Single();

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> read, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(Pause, clock, stop);
            }
        }
    }
}

/// <summary>What a step can refer to of its run.</summary>
/// <param name="Jobs">
/// The job itself and those it belongs to, with their inputs as they were before they were encrypted, and their children, as far as others may look at these.
/// </param>
/// <param name="Given">What a person gave to the job, or to the step of which it is an item, beyond what it is given: members of its input; null for nothing.</param>
/// <param name="IsPrivate">One of the inputs is encrypted in the store.</param>
internal sealed record RunView(IReadOnlyList<JobRecord> Jobs, string? Given, bool IsPrivate);
