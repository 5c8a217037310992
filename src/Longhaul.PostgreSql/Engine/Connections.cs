using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>The process's connections to one database: a small pool, made when first needed.</summary>
internal sealed class Connections : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    public Connections(PostgreSqlAddress address, string connectionString)
    {
        Address = address;
        _source = new NpgsqlDataSourceBuilder(connectionString).Build();
    }

    public PostgreSqlAddress Address { get; }

    public NpgsqlConnection Open(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return _source.OpenConnection();
    }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel) => _source.OpenConnectionAsync(cancel);

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
