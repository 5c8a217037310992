using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Reads the run that a step belongs to. An absent store is waited for: it is no fault of the job.</summary>
internal sealed class RunReader(IJobStore store, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The run and all its members; empty for a job that belongs to none.</summary>
    public async Task<IReadOnlyList<JobRecord>> ReadAsync(JobRecord job, CancellationToken stop)
    {
        if (job.RootId == job.Id)
        {
            return [];
        }

        while (true)
        {
            try
            {
                return await store.Queries.ListTreeAsync(job.RootId, stop);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(Pause, clock, stop);
            }
        }
    }
}
