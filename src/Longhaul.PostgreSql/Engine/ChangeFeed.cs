using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Engine;

/// <summary>Tells waiters that something changed.</summary>
internal sealed class ChangeFeed : IStoreSignals
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;

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
            await change.WaitAsync(timeout, TimeProvider.System, cancel).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
