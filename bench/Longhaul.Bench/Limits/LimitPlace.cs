using Longhaul.Cli.Bench.Places;
using Longhaul.Cli.Configuration;
using Longhaul.PostgreSql;
using Npgsql;

namespace Longhaul.Bench.Limits;

/// <summary>The store's own tables in a schema of their own, and bare connections to them.</summary>
internal sealed class LimitPlace : IAsyncDisposable
{
    private const string Schema = "longhaul_limit_bench";
    private const int MostConnections = 40;
    private const int MostPrepared = 50;

    private LimitPlace(ServerPlace server)
    {
        Server = server;
        var words = ServerAccess.Words(server.Address);
        (words.Pooling, words.MaxPoolSize, words.MaxAutoPrepare, words.AutoPrepareMinUsages) = (true, MostConnections, MostPrepared, 2);
        words.ApplicationName = ServerAccess.StoreName(server.Address); // so that a reading of the costs waits for the end of these as well
        Words = words.ConnectionString;
    }

    /// <summary>The schema: made, emptied, filled and measured as Longhaul's own.</summary>
    public ServerPlace Server { get; }

    /// <summary>The table of open jobs as it stands in a statement.</summary>
    public string Jobs => $"{Server.Schema}.jobs";

    private string Words { get; }

    public static async Task<LimitPlace> OpenAsync(string url, CancellationToken cancel)
    {
        var address = PostgreSqlAddress.Parse(url, environment: null, Schema);
        return new LimitPlace(await ServerPlace.OpenAsync(new StoreChoice(new StorePlace.Server(address), "--store"), new Dictionary<string, string>(), cancel));
    }

    /// <summary>A pool of connections, all of which are closed with it.</summary>
    public NpgsqlDataSource Connect() => NpgsqlDataSource.Create(Words);

    /// <summary>Opens so many of a pool, before anything is timed.</summary>
    public static async Task<IReadOnlyList<NpgsqlConnection>> OpenAsync(NpgsqlDataSource source, int count, CancellationToken cancel)
    {
        var open = new List<NpgsqlConnection>(count);
        for (var i = 0; i < count; i++)
        {
            open.Add(await source.OpenConnectionAsync(cancel));
        }

        return open;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
