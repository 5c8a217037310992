using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker;

/// <summary>Brings cancels to running jobs within about a second; asks only while something runs.</summary>
internal sealed class CancelLoop(WorkerContext worker, Cadence cadence)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A busy store signals all the time; a cancel need not be asked for more often than this.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);

    public Task RunAsync(CancellationToken stop) =>
        cadence.RunAsync(
            "cancel",
            async cancel =>
            {
                var seen = worker.Calls.Signals.Version;
                await RunOnceAsync(cancel);
                await worker.Calls.Signals.WaitForChangeAsync(seen, Interval - Shortest, cancel);
                return Shortest;
            },
            stop);

    public async Task RunOnceAsync(CancellationToken cancel)
    {
        if (worker.Running.Count + worker.Prefetched.Count > 0)
        {
            var instance = worker.Lease.Instance;
            var wanted = await worker.Calls.RunAsync(
                "list_cancels", (store, c) => store.Workers.ListCancelRequestsAsync(instance, c), cancel);
            StopCancelled(worker, wanted);
        }
    }

    /// <summary>Stops those of the attempts that run here; those that wait for a place are over at once.</summary>
    public static void StopCancelled(WorkerContext worker, IReadOnlyList<AttemptRef> attempts)
    {
        foreach (var attempt in attempts)
        {
            if (worker.Running.Find(attempt) is { } job && !job.CancelSeen)
            {
                job.CancelSeen = true;
                worker.Log.CancelReached(attempt.JobId, job.Job.Kind);
                worker.Running.Stop(job, StopReason.Cancelled);
            }
            else if (worker.Prefetched.TryTake(attempt) is { } waiting)
            {
                worker.Log.CancelReached(attempt.JobId, waiting.Kind);
                worker.HandIn([waiting], Outcome.Cancelled("Cancelled before it was started."));
            }
        }
    }
}
