using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Hands out slots to jobs that were added without them, in transactions of callers' own: when one says so, or by looking where nobody hears that.</summary>
/// <param name="admit">Hands out what is free.</param>
internal sealed class Settling(Func<CancellationToken, Task<int>> admit)
{
    private const int None = 0, UnderWay = 1, Asked = 2;

    // Looking takes no more than a twentieth of one connection's time, however many wait.
    private const int Share = 20;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);

    private int _state;
    private long _nextAt;

    /// <summary>Of calls that come while one is under way, one more is made when it is over.</summary>
    /// <remarks>What fails here is done by the workers' upkeep, which also says why.</remarks>
    public async Task SettleAsync()
    {
        if (Interlocked.Exchange(ref _state, Asked) != None)
        {
            return;
        }

        do
        {
            Volatile.Write(ref _state, UnderWay);
            try
            {
                await admit(default).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is StoreUnavailableException or StoreUnusableException or ObjectDisposedException or NpgsqlException)
            {
                // The store is away, or closed.
            }
        }
        while (Interlocked.CompareExchange(ref _state, None, UnderWay) != UnderWay);
    }

    /// <summary>Looks, unless that was done a moment ago. Waits for nothing.</summary>
    public void Look()
    {
        var now = TimeProvider.System.GetTimestamp();
        if (now >= Volatile.Read(ref _nextAt))
        {
            Volatile.Write(ref _nextAt, long.MaxValue);
            _ = LookAsync(now);
        }
    }

    private async Task LookAsync(long begun)
    {
        try
        {
            await SettleAsync().ConfigureAwait(false);
        }
        finally
        {
            var wait = TimeProvider.System.GetElapsedTime(begun) * (Share - 1);
            var ticks = (wait > Shortest ? wait : Shortest).TotalSeconds * TimeProvider.System.TimestampFrequency;
            Volatile.Write(ref _nextAt, TimeProvider.System.GetTimestamp() + (long)ticks);
        }
    }
}
