using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>
/// Gives back what the store says this worker holds and it does not. It runs between two claims, so that none is under way: else it could
/// give back what is just arriving.
/// </summary>
internal sealed class StrandedClaims(WorkerContext worker)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long _lastRun = worker.Clock.GetTimestamp();

    public async Task RunIfDueAsync(CancellationToken cancel)
    {
        if (worker.Clock.GetElapsedTime(_lastRun) >= Interval)
        {
            await RunOnceAsync(cancel);
            _lastRun = worker.Clock.GetTimestamp();
        }
    }

    /// <summary>Looks and gives back; answers with how many.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancel)
    {
        // Mine is read before the store is asked: what ends meanwhile is then still among it, and nothing can be added.
        var mine = worker.Prefetched.All()
            .Concat(worker.Running.All().Select(job => job.Attempt))
            .Concat(worker.Outcomes.Peek(int.MaxValue).Select(item => item.Finish.Attempt))
            .ToHashSet();
        var instance = worker.Lease.Instance;
        var held = await worker.Calls.RunAsync("list_held", (store, c) => store.Claims.ListHeldAsync(instance, c), cancel);
        var stranded = held.Where(attempt => !mine.Contains(attempt)).Take(IJobStore.MaxBatch).ToList();
        if (stranded.Count > 0)
        {
            worker.Log.ClaimsStranded(stranded.Count);
            var items = stranded.Select(attempt => new Finish(attempt, Outcome.Released)).ToList();
            await worker.Calls.RunAsync("finish", (store, c) => store.Outcomes.FinishAsync(items, c), cancel);
        }

        return stranded.Count;
    }
}
