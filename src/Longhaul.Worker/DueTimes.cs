namespace Longhaul.Worker;

/// <summary>
/// Times at which something that this worker did makes the store's promotion due, such as the passing of a start under a rate. Whoever waits for
/// such a time may have come to the store after promotion last looked; so it looks then, without having to ask all the time.
/// </summary>
internal sealed class DueTimes(TimeProvider clock)
{
    // Beyond so many the polls of promotion must do.
    private const int Most = 10_000;

    // Times so close together are one, so that a thousand starts a second are not a thousand looks.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(30);

    private readonly Lock _gate = new();
    private readonly SortedSet<TimeSpan> _times = [];
    private readonly long _startedAt = clock.GetTimestamp();
    private TaskCompletionSource _sooner = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something will be due after a time.</summary>
    public void Add(TimeSpan wait)
    {
        lock (_gate)
        {
            var at = new TimeSpan(((Elapsed + wait).Ticks / Grain.Ticks + 1) * Grain.Ticks);
            var isFirst = _times.Count == 0 || at < _times.Min;
            if (_times.Count < Most && _times.Add(at) && isFirst)
            {
                _sooner.TrySetResult();
            }
        }
    }

    /// <summary>Something may be due before what is known: looks in a moment, and not at each of many changes.</summary>
    public void Soon()
    {
        lock (_gate)
        {
            if (_times.Count > 0 && _times.Min <= Elapsed + Moment)
            {
                return;
            }
        }

        Add(Moment);
    }

    /// <summary>Waits until the next of the times, at most so long.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancel)
    {
        var end = Elapsed + most;
        while (Left(end) is var (left, sooner) && left > TimeSpan.Zero)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(Task.Delay(left, clock, enough.Token), sooner);
            await enough.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }

    private TimeSpan Elapsed => clock.GetElapsedTime(_startedAt);

    /// <summary>How long yet, and what tells that it has become less. Times that have come are over with that.</summary>
    private (TimeSpan Left, Task Sooner) Left(TimeSpan end)
    {
        lock (_gate)
        {
            var now = Elapsed;
            var come = _times.RemoveWhere(time => time <= now) > 0;
            _sooner = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var next = _times.Count > 0 && _times.Min < end ? _times.Min : end;
            return (come ? TimeSpan.Zero : next - now, _sooner.Task);
        }
    }
}
