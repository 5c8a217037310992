using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Reads what a step can refer to of its run. An absent store is waited for: it is no fault of the job.</summary>
internal sealed class RunReader(IJobStore store, KeyRing? keys, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The job itself, those it belongs to, and their children; empty for a job that belongs to no run.</summary>
    /// <exception cref="MissingKeyException">An input is encrypted and cannot be opened.</exception>
    public async Task<RunView> ReadAsync(JobRecord job, CancellationToken stop)
    {
        var stored = job.RootId == job.Id ? [] : await PatientlyAsync(() => store.Queries.ListScopeAsync(job.Id, stop), stop);
        return stored.Any(member => EncryptedInput.IsSealed(member.Input))
            ? new RunView([.. stored.Select(member => member with { Input = EncryptedInput.Open(keys, member.Input) })], IsPrivate: true)
            : new RunView(stored, IsPrivate: false);
    }

    /// <summary>The jobs that one was expanded into.</summary>
    public Task<IReadOnlyList<JobRecord>> ReadChildrenAsync(JobRecord container, CancellationToken stop) =>
        PatientlyAsync(() => store.Queries.ListChildrenAsync(container.Id, stop), stop);

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
/// <param name="Jobs">The job itself, those it belongs to, and their children; their inputs as they were before they were encrypted.</param>
/// <param name="IsPrivate">One of the inputs is encrypted in the store.</param>
internal sealed record RunView(IReadOnlyList<JobRecord> Jobs, bool IsPrivate);
