namespace Longhaul.Core.Stores.InMemory;

/// <summary>A counter that can be waited on: nothing that happens between reading it and waiting is missed.</summary>
internal sealed class ChangeSignal(TimeProvider clock) : IStoreSignals
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;

    public event EventHandler? Scheduled;

    public long Version => Volatile.Read(ref _version);

    public void Raise()
    {
        TaskCompletionSource waiters;
        lock (_gate)
        {
            _version++;
            waiters = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiters.SetResult();
        Scheduled?.Invoke(this, EventArgs.Empty);
    }

    public async Task<bool> WaitForChangeAsync(long seen, TimeSpan timeout, CancellationToken cancel = default)
    {
        Task change;
        lock (_gate)
        {
            if (_version != seen)
            {
                return true;
            }

            change = _next.Task;
        }

        try
        {
            await change.WaitAsync(timeout, clock, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
