namespace Longhaul.Worker;

/// <summary>Ends a worker that has run for long enough, done enough or grown too big; whoever started it starts it anew.</summary>
internal sealed class RecycleLoop(WorkerContext worker, Func<long> ownMemoryBytes)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How many jobs it may yet claim.</summary>
    public long ClaimsLeft => Math.Max(0, (worker.Options.MaxJobs ?? long.MaxValue) - worker.Metrics.JobsClaimed);

    // A drain gives back what has not begun, so it must not begin between the last claim and its start.
    private bool HasBegunAll => worker.Prefetched.Count == 0 && worker.Running.All().All(job => job.IsPastLastLook);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!RunOnce())
            {
                await Task.Delay(Interval, worker.Clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop for another reason.
        }
    }

    /// <summary>Tells the worker to end where it is time; answers whether it is.</summary>
    public bool RunOnce()
    {
        if (Due() is not { } cause)
        {
            return false;
        }

        worker.Life.RequestStop(cause, WorkerExit.Recycled);
        return true;
    }

    private string? Due()
    {
        var memory = ownMemoryBytes();
        return true switch
        {
            _ when ClaimsLeft == 0 && HasBegunAll => $"it has run {worker.Metrics.JobsClaimed} jobs",
            _ when worker.Uptime >= worker.Options.MaxAge => $"it has run for {worker.Uptime.TotalMinutes:0} minutes",
            _ when memory >= worker.Options.MaxMemoryBytes => $"it holds {memory / (1024 * 1024)} MB of memory",
            _ => null,
        };
    }
}
