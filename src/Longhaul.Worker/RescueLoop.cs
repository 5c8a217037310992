using Longhaul.Core.Stores;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>Puts back what dead workers held: at once where their death is proven, else when their leases are over.</summary>
internal sealed class RescueLoop(WorkerContext worker, Cadence cadence)
{
    public Task RunAsync(CancellationToken stop) =>
        cadence.RunAsync(
            "rescue",
            async cancel =>
            {
                await RunOnceAsync(cancel);
                return Interval;
            },
            stop);

    private TimeSpan Interval =>
        worker.Options.PollInterval < worker.Options.Lease.Tick ? worker.Options.PollInterval : worker.Options.Lease.Tick;

    /// <summary>Looks for proof, kills strays, rescues; answers with how many jobs.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        var proven = await FindProvenDeadAsync(cancel);
        if (proven.Count > 0)
        {
            await worker.Parts.Strays.SweepAsync(proven, cancel);
        }

        var count = 0;
        IReadOnlyList<Rescued> rescued;
        do
        {
            rescued = await worker.Calls.RunAsync(
                "rescue", (store, c) => store.Upkeep.RescueAsync(proven, IJobStore.MaxBatch, c), cancel);
            foreach (var job in rescued)
            {
                worker.Log.JobRescued(job.JobId, job.Worker, job.State.ToString(), job.Crashes);
            }

            count += rescued.Count;
        }
        while (rescued.Count == IJobStore.MaxBatch);

        worker.Metrics.Rescued(count);
        return count;
    }

    private async Task<IReadOnlyCollection<Guid>> FindProvenDeadAsync(CancellationToken cancel)
    {
        var workers = await worker.Calls.RunAsync("list_workers", (store, c) => store.Workers.ListAsync(c), cancel);
        var mine = worker.Lease.Former.Where(instance => !worker.Running.All().Any(job => job.Attempt.Token.Instance == instance)).ToHashSet();
        return
        [
            .. workers
                .Where(other => other.Registration.Instance != worker.Lease.Instance && (!other.Dead || other.Running > 0))
                .Where(other => mine.Contains(other.Registration.Instance) || worker.Parts.Proof.IsGone(other.Registration.Process))
                .Select(other => other.Registration.Instance),
        ];
    }
}
