using Longhaul.Core.Workers;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker;

/// <summary>A worker: claims jobs, runs them, and lives through whatever its store does, until it is told to stop.</summary>
public sealed class WorkerHost : IWorkerReports, IAsyncDisposable
{
    private static readonly TimeSpan LoopPatience = TimeSpan.FromSeconds(1);

    private readonly WorkerContext _worker;
    private readonly WorkerLoops _loops;
    private readonly WorkerReporter _reporter;

    /// <summary>A worker that runs commands as child processes and handlers in this process.</summary>
    public WorkerHost(WorkerSetup setup) : this(setup, ExecutionParts.For(setup)) { }

    internal WorkerHost(WorkerSetup setup, WorkerParts parts)
    {
        _worker = new WorkerContext(setup, parts);
        _loops = new WorkerLoops(_worker);
        _reporter = new WorkerReporter(_worker, _loops.Heartbeat);
        _worker.Metrics.ObserveSpent(parts.Spent);
        _worker.Metrics.ObserveMemory(_worker.Memory);
        _worker.Metrics.Observe(
            () => _worker.Running.Count, () => _worker.Outcomes.Count, setup.Options.Places, () => _worker.Link.IsUp, () => _worker.Uptime);
    }

    /// <inheritdoc/>
    public WorkerReport Current => _reporter.Current;

    /// <summary>Runs until told to stop; may be called once.</summary>
    /// <param name="cancel">Tells it to stop, as <see cref="Stop"/> does.</param>
    /// <returns>Why it ended.</returns>
    /// <exception cref="Core.Stores.StoreUnusableException">The store's address or schema can never work as it is.</exception>
    public async Task<WorkerExit> RunAsync(CancellationToken cancel = default)
    {
        await using var stopping = cancel.Register(() => Stop());
        if (await StartAsync())
        {
            await UntilStoppedAsync();
        }

        var drain = new Drain(_worker);
        await drain.RunAsync(_loops.Claims);
        await _loops.EndAsync(LoopPatience);
        await drain.SayFarewellAsync();
        return _worker.Life.Exit;
    }

    /// <summary>Tells it to take no more jobs, to let running ones end within the shutdown timeout, and to end: the first signal.</summary>
    /// <param name="cause">Why, for the log.</param>
    public void Stop(string cause = "it was told to") => _worker.Life.RequestStop(cause);

    /// <summary>Tells it to kill what runs, put it back, and end at once: the second signal.</summary>
    /// <param name="cause">Why, for the log.</param>
    public void StopNow(string cause = "it was told to, twice") => _worker.Life.RequestStopNow(cause);

    /// <summary>Frees what it holds; a worker that runs should have been stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        _loops.Dispose();
        if (_worker.Parts.Runner is IAsyncDisposable runner)
        {
            await runner.DisposeAsync();
        }

        _worker.Dispose();
    }

    // False where it was told to stop before it was up.
    private async Task<bool> StartAsync()
    {
        try
        {
            await new Startup(_worker, _loops.Registration, _loops.Heartbeat, _loops.Rescue)
                .RunAsync(this, _loops.Start, _worker.Life.Stopping);
            return true;
        }
        catch (OperationCanceledException) when (_worker.Life.IsDraining)
        {
            return false;
        }
    }

    private async Task UntilStoppedAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = _worker.Life.Stopping.Register(stopped.SetResult);
        await stopped.Task;
    }
}
