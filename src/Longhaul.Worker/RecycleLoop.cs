namespace Longhaul.Worker;

/// <summary>Ends a worker that has run for long enough, done enough or grown too big; whoever started it starts it anew.</summary>
internal sealed class RecycleLoop(WorkerContext worker, Func<long> ownMemoryBytes)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile string? _cause;

    /// <summary>How many jobs it may yet claim.</summary>
    public long ClaimsLeft => _cause is not null ? 0 : Math.Max(0, (worker.Options.MaxJobs ?? long.MaxValue) - worker.Metrics.JobsClaimed);

    // A drain ends what takes longer than the shutdown may, and gives back what has not begun. Nobody has asked for that here: what was claimed is run to its end.
    private bool IsEmpty => worker.Running is { Reserved: 0, Count: 0 } && worker.Prefetched.Count == 0;

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

    /// <summary>Where it is time, takes no more jobs, and tells the worker to end once it has none; answers whether it did.</summary>
    public bool RunOnce()
    {
        if (_cause is null && (_cause = Due()) is { } cause)
        {
            worker.Log.Recycling(cause, worker.Running.Count);
        }

        if (_cause is null || !IsEmpty)
        {
            return false;
        }

        worker.Life.RequestStop(_cause, WorkerExit.Recycled);
        return true;
    }

    private string? Due()
    {
        var memory = ownMemoryBytes();
        return true switch
        {
            _ when ClaimsLeft == 0 => $"it has run {worker.Metrics.JobsClaimed} jobs",
            _ when worker.Uptime >= worker.Options.MaxAge => $"it has run for {worker.Uptime.TotalMinutes:0} minutes",
            _ when memory >= worker.Options.MaxMemoryBytes => TooBig(memory),
            _ => null,
        };
    }

    private string TooBig(long memory)
    {
        var held = $"{memory / (1024 * 1024)} MB of memory";
        if (worker.Metrics.JobsClaimed == 0)
        {
            worker.Log.RecyclesForEver(held);
        }

        return $"it holds {held}";
    }
}
