namespace Longhaul.Processes;

internal static class Within
{
    /// <summary>Waits for the task, but no longer than the time or until the other event.</summary>
    internal static async Task WithinAsync(this Task task, TimeSpan limit, Task? orUntil, TimeProvider time)
    {
        if (task.IsCompleted || (limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan))
        {
            return;
        }
        using var cancelDelay = new CancellationTokenSource();
        var delay = Task.Delay(limit, time, cancelDelay.Token);
        await Task.WhenAny(task, delay, orUntil ?? delay).ConfigureAwait(false);
        await cancelDelay.CancelAsync().ConfigureAwait(false);
    }
}
