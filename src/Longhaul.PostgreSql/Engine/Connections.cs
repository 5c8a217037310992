using System.Data;
using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>The process's connections to one database: a small pool, made when first needed.</summary>
internal sealed class Connections : IAsyncDisposable
{
    // A process that stops in the middle of a transaction (frozen, or its machine gone) keeps its locks: its jobs could not be rescued, and
    // ends and renewals of others would wait for it. Ten seconds are long between two statements and short beside a lease.
    private const string Bound = "idle_in_transaction_session_timeout = '10s'";

    // Where the machine is gone and says nothing, the server finds out by these.
    private const string KeepAlive = "; set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3";

    // The server may compile a statement that it expects to be long, anew at each run: 30 ms for the list of workers, which takes 6.
    private const string Uncompiled = "; set jit = off";

    // What the role or the database says of these is meant for other programs: each statement here must see what was committed before it, and a
    // connection that waits for work is no forgotten one.
    private const string Ours = "; set default_transaction_isolation = 'read committed'; set idle_session_timeout = 0";

    private readonly NpgsqlDataSource _source;
    private readonly IdleWatch _idle = new(TimeSpan.FromSeconds(5));

    public Connections(PostgreSqlAddress address, string connectionString)
    {
        Address = address;
        Most = new NpgsqlConnectionStringBuilder(connectionString).MaxPoolSize;
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        if (!address.IsPooled)
        {
            builder.UsePhysicalConnectionInitializer(
                connection => Do(connection, $"set {Bound}{KeepAlive}{Uncompiled}{Ours}"),
                connection => DoAsync(connection, $"set {Bound}{KeepAlive}{Uncompiled}{Ours}"));
        }

        _source = builder.Build();
    }

    public PostgreSqlAddress Address { get; }

    /// <summary>How many there are at most.</summary>
    public int Most { get; }

    public NpgsqlConnection Open(CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var connection = _source.OpenConnection();
            if (_idle.IsAlive(connection))
            {
                return connection;
            }

            connection.Dispose();
        }
    }

    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        while (true)
        {
            var connection = await _source.OpenConnectionAsync(cancel).ConfigureAwait(false);
            if (await _idle.IsAliveAsync(connection, cancel).ConfigureAwait(false))
            {
                return connection;
            }

            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Begins a transaction in which each statement sees what was committed before it, and that may not be idle for long; both are said for this
    /// one where the session may be a pooler's, else they are set already.
    /// </summary>
    public NpgsqlTransaction Begin(NpgsqlConnection connection)
    {
        if (!Address.IsPooled)
        {
            return connection.BeginTransaction();
        }

        var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        Do(connection, $"set local {Bound}");
        return transaction;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Do(NpgsqlConnection connection, string statement)
    {
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }

    private static async Task DoAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
