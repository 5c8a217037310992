using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>The process's connections to one database: a small pool, made when first needed.</summary>
internal sealed class Connections : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    public Connections(PostgreSqlAddress address, string connectionString)
    {
        Address = address;
        Most = new NpgsqlConnectionStringBuilder(connectionString).MaxPoolSize;
        _source = new NpgsqlDataSourceBuilder(connectionString).Build();
    }

    public PostgreSqlAddress Address { get; }

    /// <summary>How many there are at most.</summary>
    public int Most { get; }

    public NpgsqlConnection Open(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return _source.OpenConnection();
    }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel) => _source.OpenConnectionAsync(cancel);

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
