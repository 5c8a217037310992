using Longhaul.PostgreSql;
using Npgsql;

namespace Longhaul.Cli.Bench.Places;

/// <summary>Connections of the measuring's own to a store's server, beside those of the store.</summary>
internal static class ServerAccess
{
    /// <summary>The words for a connection; not pooled, with time for a vacuum, and recognised by its name.</summary>
    public static NpgsqlConnectionStringBuilder Words(PostgreSqlAddress address) => new(address.ConnectionString)
    {
        Pooling = false,
        CommandTimeout = 600,
        ApplicationName = "longhaul bench control",
    };

    /// <summary>Opens one.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(PostgreSqlAddress address, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(Words(address).ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>By what names the store's own connections are known to the server.</summary>
    public static string StoreName(PostgreSqlAddress address) => new NpgsqlConnectionStringBuilder(address.ConnectionString).ApplicationName!;

    public static async Task RunAsync(this NpgsqlConnection connection, string statements, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The first value of the first row; null where there is none.</summary>
    public static async Task<T?> AskAsync<T>(this NpgsqlConnection connection, string statement, CancellationToken cancel, params object[] values)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteScalarAsync(cancel) is T answer ? answer : default;
    }
}
