using System.Globalization;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Rows;
using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>Which of the numbered migrations a schema has had.</summary>
internal static class SchemaVersion
{
    private static readonly IReadOnlyList<string> Migrations = SqlText.List("Migrations/");

    private static readonly SchemaSteps Steps = new([.. Migrations.Select(new SqlText("").Read)]);

    /// <summary>The version from which the audit log is a chain.</summary>
    private static readonly int FirstWithChain = Migrations.ToList().FindIndex(name => name.EndsWith("_audit_chain", StringComparison.Ordinal)) + 1;

    /// <summary>The version of a schema; 0 where it holds nothing of ours.</summary>
    /// <exception cref="StoreUnusableException">It has a table of this name that says no version: somebody else's, or a damaged one.</exception>
    public static StoredVersion Of(Transaction transaction, PostgreSqlAddress address)
    {
        if (transaction.Sql("Meta/table_exists").Set("@schema", address.Schema).First(row => row.Int(0)) == 0)
        {
            return default;
        }

        try
        {
            return new StoredVersion(
                Read(transaction, address, "schema_version") ?? throw Faults.NotOurs(address, "its table meta has no row schema_version"),
                Read(transaction, address, "least_program"));
        }
        catch (PostgresException other) when (other.SqlState is PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction)
        {
            throw Faults.NotOurs(address, $"its table meta: {other.MessageText}", other);
        }
    }

    /// <summary>Whether a database with this encoding can hold any text; one in SQL_ASCII keeps the bytes as they come.</summary>
    public static bool HoldsAnyText(string encoding) => encoding is "UTF8" or "SQL_ASCII";

    /// <exception cref="StoreUnusableException">The database cannot hold any text.</exception>
    public static void RequireEncoding(Transaction transaction, PostgreSqlAddress address)
    {
        var encoding = transaction.Sql("Meta/encoding").First(row => row.Text(0))!;
        if (!HoldsAnyText(encoding))
        {
            throw new StoreUnusableException(
                $"the database {address} keeps text as {encoding}, which has not every character; make one with encoding UTF8 (createdb -E UTF8 -T template0)");
        }
    }

    /// <exception cref="StoreUnusableException">This program cannot use a schema of that version.</exception>
    public static void Require(StoredVersion stored, PostgreSqlAddress address)
    {
        RefuseNewer(stored, address);
        if (stored.Version == 0)
        {
            throw Faults.NoSchema(address, address.Schema);
        }

        if (stored.Version < Steps.Known)
        {
            throw new StoreUnusableException(
                $"the store {address} has schema version {stored.Version}, this program needs {Steps.Known}; bring it up with 'longhaul migrate'");
        }
    }

    /// <summary>What the store was named when it was made.</summary>
    public static string IdOf(Transaction transaction) => transaction.Sql("Meta/read").Set("@name", "id").First(row => row.Text(0))!;

    /// <summary>Runs the migrations that the schema has not had; nobody else migrates meanwhile.</summary>
    public static void Migrate(Transaction transaction, PostgreSqlAddress address)
    {
        RequireEncoding(transaction, address);
        transaction.Sql("Meta/lock_migrations").Run();
        var stored = Of(transaction, address);
        RefuseNewer(stored, address);
        if (stored.Version == 0)
        {
            CreateSchema(transaction, address.Schema);
            transaction.Sql("Meta/create").Run();
        }

        foreach (var migration in Migrations.Skip(stored.Version))
        {
            transaction.Sql(migration).Run();
        }

        if (stored.Version < FirstWithChain)
        {
            new AuditTable(transaction).Chain();
        }

        if (stored.Version < Steps.Known)
        {
            Write(transaction, "schema_version", Steps.Known);
            Write(transaction, "least_program", Steps.Least);
        }

        Days.Make(transaction);
    }

    // One that was made for this user asks for no right to make schemas.
    private static void CreateSchema(Transaction transaction, string schema)
    {
        if (transaction.Sql("Meta/schema_exists").Set("@schema", schema).First(row => row.Int(0)) == 0)
        {
            transaction.Sql("Meta/create_schema").Run();
        }
    }

    private static int? Read(Transaction transaction, PostgreSqlAddress address, string name) => transaction.Sql("Meta/read").Set("@name", name).First(row => row.TextOrNull(0)) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 => version,
        var text => throw Faults.NotOurs(address, $"its table meta says '{text}' for {name}"),
    };

    private static void Write(Transaction transaction, string name, int value) =>
        transaction.Sql("Meta/write").Set("@name", name).Set("@value", value.ToString(CultureInfo.InvariantCulture)).Run();

    private static void RefuseNewer(StoredVersion stored, PostgreSqlAddress address)
    {
        if (Steps.ComplainOfNewer(stored) is { } complaint)
        {
            throw new StoreUnusableException($"the store {address} {complaint}") { NeedsNewerProgram = true };
        }
    }
}
