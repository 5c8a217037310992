using Longhaul.Core.Stores;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>Unexpected errors end a round of a loop, never the process. More than ten in a minute are an alarm.</summary>
internal sealed class ErrorGuard(TimeProvider clock, ILogger log, WorkerMetrics metrics)
{
    /// <summary>So many errors within a minute are normal enough.</summary>
    public const int StormThreshold = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<long> _recent = new();
    private long? _alarmedAt;
    private int _inARow;
    private string? _storm;

    /// <summary>How many rounds have ended badly since the last that ended well.</summary>
    public int InARow => Volatile.Read(ref _inARow);

    /// <summary>The last error, in a sentence.</summary>
    public string? LastError { get; private set; }

    /// <summary>What is to be told of the last storm, until somebody has; null where there is nothing.</summary>
    public string? Storm => Volatile.Read(ref _storm);

    /// <summary>Somebody was told of a storm.</summary>
    public void Calm(string storm) => Interlocked.CompareExchange(ref _storm, null, storm);

    /// <summary>Runs a round of a loop; false where it did not end well. Only a cancel of <paramref name="stop"/> comes through.</summary>
    public async Task<bool> RunAsync(string where, Func<Task> round, CancellationToken stop)
    {
        try
        {
            await round();
            Volatile.Write(ref _inARow, 0);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (StoreUnavailableException)
        {
            // Said once, when the connection went down.
            return false;
        }
        catch (Exception e)
        {
            Report(where, e);
            return false;
        }
    }

    /// <summary>Logs an unexpected error with its stack, and raises the alarm where there are too many.</summary>
    public void Report(string where, Exception error)
    {
        Interlocked.Increment(ref _inARow);
        LastError = $"{where}: {error.Message}";
        log.UnexpectedError(error, where);
        metrics.UnexpectedError(where);
        if (CountsAsStorm(out var count))
        {
            log.ErrorStorm(count);
            Volatile.Write(ref _storm, $"{count} unexpected errors within a minute, the last: {LastError}");
        }
    }

    private bool CountsAsStorm(out int count)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _recent.Enqueue(now);
            while (clock.GetElapsedTime(_recent.Peek(), now) > Window)
            {
                _recent.Dequeue();
            }

            count = _recent.Count;
            var quiet = _alarmedAt is not { } alarmed || clock.GetElapsedTime(alarmed, now) > Window;
            if (count <= StormThreshold || !quiet)
            {
                return false;
            }

            _alarmedAt = now;
            return true;
        }
    }
}
