using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Hands out slots to jobs that were added without them, in transactions of callers' own, when one says so.</summary>
/// <param name="admit">Hands out what is free.</param>
internal sealed class Settling(Func<CancellationToken, Task<int>> admit)
{
    private const int None = 0, UnderWay = 1, Asked = 2;

    private int _state;

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
}
