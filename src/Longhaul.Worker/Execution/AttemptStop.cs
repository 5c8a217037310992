namespace Longhaul.Worker.Execution;

/// <summary>Why a running attempt was told to stop.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>Somebody cancelled the job.</summary>
    Cancelled = 1,

    /// <summary>It took longer than its kind allows.</summary>
    TimedOut = 2,

    /// <summary>The worker shuts down: the job is put back, no attempt is burnt.</summary>
    Shutdown = 3,

    /// <summary>The attempt belongs to somebody else by now: its tree is killed without grace and its outcome dropped.</summary>
    Lost = 4,
}

/// <summary>The one switch by which a running attempt is stopped; a graver reason replaces a milder one, never the reverse.</summary>
internal sealed class AttemptStop : IDisposable
{
    private readonly CancellationTokenSource _gentle = new();
    private CancellationTokenSource? _hard;
    private int _reason;

    /// <summary>Signalled when the attempt should end: SIGTERM, then the grace, then SIGKILL.</summary>
    public CancellationToken Token => _gentle.Token;

    /// <summary>Signalled when its tree must be killed without waiting for the grace to end.</summary>
    public CancellationToken KillNow => Hard.Token;

    /// <summary>Why.</summary>
    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    // Only commands look at it.
    private CancellationTokenSource Hard => _hard ?? Interlocked.CompareExchange(ref _hard, new CancellationTokenSource(), null) ?? _hard;

    /// <summary>Asks the attempt to stop.</summary>
    public void Request(StopReason reason)
    {
        for (var seen = Volatile.Read(ref _reason); seen < (int)reason; seen = Volatile.Read(ref _reason))
        {
            if (Interlocked.CompareExchange(ref _reason, (int)reason, seen) == seen)
            {
                break;
            }
        }

        _gentle.Cancel();
        if (reason == StopReason.Lost)
        {
            Hard.Cancel();
        }
    }

    /// <summary>Ends the grace.</summary>
    public void Kill()
    {
        _gentle.Cancel();
        Hard.Cancel();
    }

    public void Dispose()
    {
        _gentle.Dispose();
        _hard?.Dispose();
    }
}
