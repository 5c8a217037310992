using Longhaul.PostgreSql.Engine;
using Npgsql;

namespace Longhaul.PostgreSql;

/// <summary>What a server tells of itself and of what this user may do there; for a diagnosis.</summary>
public sealed record PostgreSqlExamination
{
    /// <summary>The server's version for people, such as <c>15.4</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The same as a number, such as 150004.</summary>
    public required int VersionNumber { get; init; }

    /// <summary>How the database keeps text, such as <c>UTF8</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>The database can hold any text.</summary>
    public bool HoldsAnyText => SchemaVersion.HoldsAnyText(Encoding);

    /// <summary>Who is logged in.</summary>
    public required string User { get; init; }

    /// <summary>True: it only follows another server, and takes no writes.</summary>
    public required bool IsStandby { get; init; }

    /// <summary>The store's schema is there.</summary>
    public required bool HasSchema { get; init; }

    /// <summary>The schema has had its migrations, or some.</summary>
    public required bool HasStore { get; init; }

    /// <summary>This user may make schemas in this database.</summary>
    public required bool MayCreateSchema { get; init; }

    /// <summary>This user may use what is in the schema.</summary>
    public required bool MayUseSchema { get; init; }

    /// <summary>This user may make a day's tables in the schema: itself, or by the function that acts for the schema's owner.</summary>
    public required bool MayMakeDays { get; init; }

    /// <summary>How many more connections the server, the database and the user allow now, this one not counted.</summary>
    public required int ConnectionsLeft { get; init; }

    /// <summary>The server's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Somebody who is not the server has answered: its process is another than the one that logged this connection in.</summary>
    public required bool HasPooler { get; init; }

    /// <summary>Asks a server by a connection of its own, which is closed again; also tries to listen where no pooler is expected.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Core.Stores.StoreUnavailableException">It cannot be reached.</exception>
    /// <exception cref="Core.Stores.StoreUnusableException">It refuses the login, or there is no such database.</exception>
    public static async Task<PostgreSqlExamination> RunAsync(PostgreSqlAddress address, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            return await AskAsync(address, cancel).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            if (Faults.Translate(fault, address, cancel) is { } said)
            {
                throw said;
            }

            throw;
        }
    }

    private static async Task<PostgreSqlExamination> AskAsync(PostgreSqlAddress address, CancellationToken cancel)
    {
        var text = new SqlText(address.Schema);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel).ConfigureAwait(false);
        var found = await LookAsync(connection, text, cancel).ConfigureAwait(false);
        if (!address.IsPooled && !found.IsStandby)
        {
            await using var listen = new NpgsqlCommand(text.Read("Doctor/listen"), connection);
            await listen.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }

        return found;
    }

    private static async Task<PostgreSqlExamination> LookAsync(NpgsqlConnection connection, SqlText text, CancellationToken cancel)
    {
        await using var look = new NpgsqlCommand(text.Read("Doctor/look"), connection);
        look.Parameters.AddWithValue("schema", text.SchemaName);
        await using var row = await look.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await row.ReadAsync(cancel).ConfigureAwait(false);
        return Read(row, connection.ProcessID);
    }

    private static PostgreSqlExamination Read(NpgsqlDataReader row, int process) => new()
    {
        Version = row.GetString(0),
        VersionNumber = row.GetInt32(1),
        User = row.GetString(2),
        IsStandby = row.GetBoolean(3),
        HasSchema = row.GetBoolean(4),
        HasStore = row.GetBoolean(5),
        MayCreateSchema = row.GetBoolean(6),
        MayUseSchema = row.GetBoolean(7),
        MayMakeDays = row.GetBoolean(8),
        ConnectionsLeft = row.GetInt32(9),
        Now = row.GetFieldValue<DateTimeOffset>(10),
        HasPooler = row.GetInt32(11) != process,
        Encoding = row.GetString(12),
    };
}
