using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Reads what a step can refer to of its run. An absent store is waited for: it is no fault of the job.</summary>
internal sealed class RunReader(IJobStore store, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The job itself, those it belongs to, and their children; empty for a job that belongs to no run.</summary>
    public async Task<IReadOnlyList<JobRecord>> ReadAsync(JobRecord job, CancellationToken stop) =>
        job.RootId == job.Id ? [] : await PatientlyAsync(() => store.Queries.ListScopeAsync(job.Id, stop), stop);

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
