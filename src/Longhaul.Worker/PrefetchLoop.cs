using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>
/// Looks after jobs that were claimed in advance: gives back what has waited too long, and tells the store which have begun (those that are
/// over sooner bring that with their outcome).
/// </summary>
internal sealed class PrefetchLoop(WorkerContext worker)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await worker.Prefetched.WaitForSomeAsync(stop);
                do
                {
                    await Task.Delay(Interval, worker.Clock, stop);
                    await worker.Guard.RunAsync("prefetch", () => RunOnceAsync(stop), stop);
                }
                while (worker.Prefetched.Count > 0 || Untold().Count > 0);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The worker's end.
        }
    }

    public async Task RunOnceAsync(CancellationToken cancel)
    {
        GiveBackOld();
        var begun = Untold().Where(job => worker.Clock.GetElapsedTime(job.BegunAt) >= Interval).Take(IJobStore.MaxBatch).ToList();
        if (begun.Count > 0 && worker.Link.IsUp)
        {
            var attempts = begun.ConvertAll(job => job.Attempt);
            await worker.Calls.RunAsync("start", (store, c) => store.Claims.StartAsync(attempts, c), cancel);
            begun.ForEach(job => job.IsTold = true);
        }
    }

    private void GiveBackOld()
    {
        var old = worker.Prefetched.TakeOlderThan(LongestWait);
        if (old.Count > 0)
        {
            worker.Plan.Pause(old.Select(job => job.Queue).Distinct());
            worker.GiveBack(old);
        }
    }

    private List<RunningJob> Untold() => [.. worker.Running.All().Where(job => !job.IsTold)];
}
