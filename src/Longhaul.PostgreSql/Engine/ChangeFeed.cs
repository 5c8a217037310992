using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Tells waiters that something changed: at once what this process did, by a notification what another did. Whoever wants to wait first
/// raises the process's flag and then looks once more, since what was done before the flag was up was not told.
/// </summary>
internal sealed class ChangeFeed : IStoreSignals, IAsyncDisposable
{
    /// <summary>A process that has not waited for so long is busy, and need not be told of every job.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Listener? _listener;
    private readonly SleepFlag? _flag;
    private readonly Timer _lower;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;
    private int _waiting;

    /// <summary>Without listener and flag it tells only what this process did.</summary>
    public ChangeFeed(Func<Action<string>, Listener>? listener, SleepFlag? flag)
    {
        _listener = listener?.Invoke(Hear);
        _flag = flag;
        _lower = new Timer(_ => _ = LowerAsync());
    }

    public event EventHandler? Scheduled;

    public long Version
    {
        get
        {
            _listener?.Start();
            return Volatile.Read(ref _version);
        }
    }

    /// <summary>Somebody added jobs in a transaction of their own, which wait for somebody to hand them their slots.</summary>
    public Action? OnUnsettled { get; set; }

    /// <summary>This process has added jobs that wait for a time.</summary>
    public void RaiseScheduled() => Scheduled?.Invoke(this, EventArgs.Empty);

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

        Interlocked.Increment(ref _waiting);
        try
        {
            if (!await IsFlagUpAsync(cancel).ConfigureAwait(false))
            {
                return true;
            }

            await change.WaitAsync(timeout, TimeProvider.System, cancel).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _lower.Change(Busy, Timeout.InfiniteTimeSpan);
        }
    }

    private void Hear(string payload)
    {
        if (payload == Channel.Unsettled)
        {
            OnUnsettled?.Invoke();
        }

        if (payload.Length > 0)
        {
            Scheduled?.Invoke(this, EventArgs.Empty);
        }

        Raise();
    }

    public async ValueTask DisposeAsync()
    {
        await _lower.DisposeAsync().ConfigureAwait(false);
        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
        }

        if (_flag is not null)
        {
            await _flag.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether one may sleep. Where no flag can be raised nobody is told, and one sleeps until the time is over.</summary>
    private async Task<bool> IsFlagUpAsync(CancellationToken cancel)
    {
        if (_flag is null || _listener is not { IsListening: true })
        {
            return true;
        }

        try
        {
            return await _flag.RaiseAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or IOException or TimeoutException)
        {
            return true;
        }
    }

    private async Task LowerAsync()
    {
        if (Volatile.Read(ref _waiting) > 0 || _flag is null)
        {
            return;
        }

        try
        {
            await _flag.LowerAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or IOException or TimeoutException or ObjectDisposedException)
        {
            // The connection is gone, and the flag with it.
        }
    }
}
