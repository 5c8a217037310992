namespace Longhaul.Worker;

/// <summary>The way of a worker: it starts, runs, drains and ends; and who told it to.</summary>
internal sealed class WorkerLife : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stoppingNow = new();
    private readonly Lock _lock = new();

    /// <summary>Signalled when it shall take no more jobs and end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Signalled when it shall end at once.</summary>
    public CancellationToken StoppingNow => _stoppingNow.Token;

    /// <summary>True from the first telling on.</summary>
    public bool IsDraining => _stopping.IsCancellationRequested;

    /// <summary>True once the loops run.</summary>
    public bool HasStarted { get; set; }

    /// <summary>What its start waits for, in a sentence; null where it does not wait.</summary>
    public string? WaitsFor { get; set; }

    /// <summary>Who or what told it first.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>Why it will end.</summary>
    public WorkerExit Exit { get; private set; }

    /// <summary>Tells it to drain and end; only the first telling counts.</summary>
    public void RequestStop(string cause, WorkerExit exit = WorkerExit.Stopped)
    {
        lock (_lock)
        {
            if (IsDraining)
            {
                return;
            }

            (Cause, Exit) = (cause, exit);
        }

        _stopping.Cancel();
    }

    /// <summary>Tells it to end at once.</summary>
    public void RequestStopNow(string cause)
    {
        RequestStop(cause, WorkerExit.StoppedNow);
        Exit = WorkerExit.StoppedNow;
        _stoppingNow.Cancel();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _stoppingNow.Dispose();
    }
}
