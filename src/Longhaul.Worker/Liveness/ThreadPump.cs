using System.Collections.Concurrent;
using System.Diagnostics;

namespace Longhaul.Worker.Liveness;

/// <summary>
/// Runs asynchronous work to its end on the calling thread, continuations included: whatever exhausts the thread pool does not delay it.
/// </summary>
internal sealed class ThreadPump : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _work = [];

    /// <summary>Runs the work on this thread; cancels it after the timeout and answers false where it does not end then.</summary>
    public bool Run(Func<CancellationToken, Task> work, TimeSpan timeout)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            using var expired = new CancellationTokenSource();
            var task = work(expired.Token);
            _ = task.ContinueWith(
                _ => Post(static _ => { }, null), default, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (!PumpUntil(task, timeout))
            {
                expired.Cancel();
                PumpUntil(task, timeout / 10);
            }

            return task.IsCompleted;
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _work.Add((d, state));
        }
        catch (ObjectDisposedException)
        {
            // An answer that came after the worker's end has nobody left to hear it.
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose()
    {
        // Work that was given up may still hold a lock of the store's.
        while (_work.TryTake(out var item))
        {
            item.Callback(item.State);
        }

        _work.Dispose();
    }

    private bool PumpUntil(Task task, TimeSpan timeout)
    {
        var started = Stopwatch.GetTimestamp();
        while (!task.IsCompleted)
        {
            var left = timeout - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            if (_work.TryTake(out var item, left))
            {
                item.Callback(item.State);
            }
        }

        return true;
    }
}
