using System.Globalization;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Engine;

/// <summary>Which of the numbered migrations a schema has had.</summary>
internal static class SchemaVersion
{
    private static readonly IReadOnlyList<string> Migrations = SqlText.List("Migrations/");

    /// <summary>The version this program knows.</summary>
    public static int Known => Migrations.Count;

    /// <summary>The version of a schema; 0 where it holds nothing of ours.</summary>
    public static int Of(Transaction transaction, string schema)
    {
        if (transaction.Sql("Meta/table_exists").Set("@schema", schema).First(row => row.Int(0)) == 0)
        {
            return 0;
        }

        var text = transaction.Sql("Meta/read").Set("@name", "schema_version").First(row => row.Text(0));
        return int.Parse(text ?? "0", CultureInfo.InvariantCulture);
    }

    /// <exception cref="StoreUnusableException">The schema's version is another than this program's.</exception>
    public static void Require(int version, PostgreSqlAddress address)
    {
        RefuseNewer(version, address);
        if (version == 0)
        {
            throw Faults.NoSchema(address, address.Schema);
        }

        if (version < Known)
        {
            throw new StoreUnusableException(
                $"the store {address} has schema version {version}, this program needs {Known}; bring it up with 'longhaul migrate'");
        }
    }

    /// <summary>Runs the migrations that the schema has not had; nobody else migrates meanwhile.</summary>
    public static void Migrate(Transaction transaction, PostgreSqlAddress address)
    {
        transaction.Sql("Meta/lock_migrations").Run();
        var version = Of(transaction, address.Schema);
        RefuseNewer(version, address);
        if (version == 0)
        {
            CreateSchema(transaction, address.Schema);
            transaction.Sql("Meta/create").Run();
        }

        foreach (var migration in Migrations.Skip(version))
        {
            transaction.Sql(migration).Run();
        }

        if (version < Known)
        {
            Write(transaction, "schema_version", Known.ToString(CultureInfo.InvariantCulture));
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

    private static void Write(Transaction transaction, string name, string value) =>
        transaction.Sql("Meta/write").Set("@name", name).Set("@value", value).Run();

    private static void RefuseNewer(int version, PostgreSqlAddress address)
    {
        if (version > Known)
        {
            throw new StoreUnusableException(
                $"the store {address} has schema version {version}, this program knows {Known}; use the newer program that made it");
        }
    }
}
