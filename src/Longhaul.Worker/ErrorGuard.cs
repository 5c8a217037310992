using System.Collections.Concurrent;
using Longhaul.Core.Stores;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>Unexpected errors end a round of a loop, never the process. More than ten in a minute are an alarm.</summary>
internal sealed class ErrorGuard(TimeProvider clock, ILogger log, WorkerMetrics metrics)
{
    /// <summary>So many errors within a minute are normal enough.</summary>
    public const int StormThreshold = 10;

    /// <summary>After so many rounds that ended badly in a row, a loop without which no job comes through makes the worker degraded.</summary>
    public const int FailingThreshold = 5;

    // Nothing is claimed, or nothing that was done is told.
    private static readonly string[] Vital = ["claim", "complete"];

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<long> _recent = new();
    private readonly ConcurrentDictionary<string, BadRounds> _bad = new(StringComparer.Ordinal);
    private long? _alarmedAt;
    private string? _storm;

    /// <summary>How many rounds of one loop have ended badly since its last that ended well: the most of any, for others going well help it nothing.</summary>
    public int InARow => _bad.Select(one => one.Value.Count).DefaultIfEmpty().Max();

    /// <summary>Which loop fails again and again that no job comes through without, and at what; null for none.</summary>
    public string? Failing => Vital
        .Select(name => _bad.TryGetValue(name, out var rounds) && rounds.Count >= FailingThreshold ? $"{name} has failed {rounds.Count} times in a row: {rounds.Error}" : null)
        .FirstOrDefault(text => text is not null);

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
            _bad.TryRemove(where, out _);
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
            _bad.AddOrUpdate(where, _ => new BadRounds(1, e.Message), (_, before) => new BadRounds(before.Count + 1, e.Message));
            Report(where, e);
            return false;
        }
    }

    /// <summary>Logs an unexpected error with its stack, and raises the alarm where there are too many.</summary>
    public void Report(string where, Exception error)
    {
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

    private sealed record BadRounds(int Count, string Error);
}
