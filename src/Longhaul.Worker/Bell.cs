namespace Longhaul.Worker;

/// <summary>Rings; whoever reads <see cref="Count"/> before looking and waits with it misses no ring.</summary>
internal sealed class Bell
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();
    private long _count;

    /// <summary>How often it has rung.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Ring()
    {
        TaskCompletionSource rung;
        lock (_lock)
        {
            _count++;
            (rung, _next) = (_next, New());
        }

        rung.SetResult();
    }

    /// <summary>Returns once it has rung since <paramref name="seen"/>.</summary>
    public Task WaitAsync(long seen, CancellationToken cancel)
    {
        lock (_lock)
        {
            return _count != seen ? Task.CompletedTask : _next.Task.WaitAsync(cancel);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
