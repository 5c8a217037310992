using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Who may ask for a connection of the pool, and when. Whoever waits does so here, where it costs no thread: within the driver's pool fifty waiting calls
/// left no thread for those that had a connection.
/// </summary>
internal sealed class Places(Connections connections) : IDisposable
{
    /// <summary>How long a call waits for its turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>After the server refused a connection, one more is asked for again when this has passed.</summary>
    private static readonly TimeSpan UntilMore = TimeSpan.FromSeconds(10);

    /// <summary>A connection that was used within this time is there still.</summary>
    private static readonly TimeSpan SinceLastUse = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _places = new(connections.Most);
    private readonly SemaphoreSlim _threads = new(ThreadsOf(connections));
    private readonly SemaphoreSlim _keyed = new(Math.Max(1, ThreadsOf(connections) - 2));
    private readonly SemaphoreSlim _blocked = new(1);
    private long _lastUsed;
    private int _open;

    // Between two calls the connections that there are may all be idle in the pool.
    private bool HasSome => Volatile.Read(ref _open) > 0
        || (Volatile.Read(ref _lastUsed) is var used and not 0 && TimeProvider.System.GetElapsedTime(used) < SinceLastUse);

    /// <summary>True once the server refused a connection while this process had others.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Runs a call that holds a thread and a connection.</summary>
    /// <exception cref="LockHeldException">Others waited in its lane for too long.</exception>
    public Task<T> InLaneAsync<T>(Lane lane, Func<Task<T>> call, CancellationToken cancel) => lane switch
    {
        Lane.Keyed => InTurnAsync(_keyed, () => InLaneAsync(Lane.Any, call, cancel), OthersWait, cancel),
        Lane.Blocked => InTurnAsync(_blocked, () => InLaneAsync(Lane.Any, call, cancel), OthersWait, cancel),
        _ => InTurnAsync(_threads, () => InPlaceAsync(call, cancel), AllInUse, cancel),
    };

    /// <summary>
    /// Runs a call that needs a connection. Where the server refuses one more while others of this process work, the call waits for one of those, and for a
    /// while one fewer is asked for.
    /// </summary>
    public async Task<T> InPlaceAsync<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        while (true)
        {
            await WaitAsync(_places, AllInUse, cancel).ConfigureAwait(false);
            var keepsPlace = false;
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (StoreUnavailableException full) when (Faults.IsFull(full) && HasSome)
            {
                IsShort = keepsPlace = true;
                _ = ReleaseLaterAsync();
            }
            finally
            {
                if (!keepsPlace)
                {
                    _places.Release();
                }
            }
        }
    }

    /// <summary>Counts a connection while it is used.</summary>
    public InUse Use() => new(this);

    public void Dispose()
    {
        _places.Dispose();
        _threads.Dispose();
        _keyed.Dispose();
        _blocked.Dispose();
    }

    private static int ThreadsOf(Connections connections) => Math.Max(1, connections.Most / 2);

    private static async Task<T> InTurnAsync<T>(SemaphoreSlim turn, Func<Task<T>> call, Func<Exception> giveUp, CancellationToken cancel)
    {
        await WaitAsync(turn, giveUp, cancel).ConfigureAwait(false);
        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task WaitAsync(SemaphoreSlim turn, Func<Exception> giveUp, CancellationToken cancel)
    {
        if (!await turn.WaitAsync(Patience, cancel).ConfigureAwait(false))
        {
            throw giveUp();
        }
    }

    private StoreUnavailableException AllInUse() => Faults.Busy(connections.Address, Patience);

    private static LockHeldException OthersWait() => new("a unique key that others of this process wait for");

    private async Task ReleaseLaterAsync()
    {
        await Task.Delay(UntilMore, TimeProvider.System).ConfigureAwait(false);
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
            // The store was closed meanwhile.
        }
    }

    /// <summary>A connection in use.</summary>
    public readonly struct InUse : IDisposable
    {
        private readonly Places _places;

        public InUse(Places places)
        {
            _places = places;
            Interlocked.Increment(ref places._open);
        }

        public void Dispose()
        {
            Volatile.Write(ref _places._lastUsed, TimeProvider.System.GetTimestamp());
            Interlocked.Decrement(ref _places._open);
        }
    }
}
