namespace Longhaul.Worker;

/// <summary>Writes the worker's counters to the log now and then, so that a silent log means a dead worker.</summary>
internal sealed class StatusLoop(WorkerContext worker)
{
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(worker.Options.HeartbeatLogInterval, worker.Clock, stop);
                await worker.Guard.RunAsync("status", RunOnceAsync, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    public Task RunOnceAsync()
    {
        worker.Log.Heartbeat(
            worker.Metrics.JobsDone,
            worker.Metrics.JobsFailed,
            worker.Running.Count,
            worker.Outcomes.Count,
            worker.Guard.InARow,
            Environment.WorkingSet / (1024 * 1024),
            (long)worker.Uptime.TotalSeconds);
        return Task.CompletedTask;
    }
}
