using System.Globalization;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Native;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Engine;

/// <summary>
/// Which of the numbered migrations a file has had. It is kept in a table of our own: the file may belong to another program as well,
/// which uses the number in the file's header (<c>user_version</c>) for itself.
/// </summary>
internal static class SchemaVersion
{
    private static readonly IReadOnlyList<string> Migrations = SqlText.List("Migrations/");

    private static readonly SchemaSteps Steps = new([.. Migrations.Select(SqlText.Read)]);

    /// <summary>The version from which the audit log is a chain.</summary>
    private static readonly int FirstWithChain = Migrations.ToList().FindIndex(name => name.EndsWith("_audit_chain", StringComparison.Ordinal)) + 1;

    /// <summary>The version of a file that this program can use.</summary>
    /// <exception cref="StoreUnusableException">This program cannot use a file of its version.</exception>
    public static int Require(Database db, string path)
    {
        StoredVersion stored;
        try
        {
            stored = Of(db);
        }
        catch (SqliteFault fault)
        {
            throw Faults.Translate(fault, path);
        }

        RefuseNewer(stored, path);
        if (stored.Version < Steps.Known)
        {
            throw new StoreUnusableException(stored.Version == 0
                ? $"{path} holds no store yet; make it with 'longhaul migrate'"
                : $"the store {path} has schema version {stored.Version}, this program needs {Steps.Known}; bring it up with 'longhaul migrate'");
        }

        return stored.Version;
    }

    /// <summary>Requires that a file holds a store which this program can use, or bring up.</summary>
    /// <exception cref="StoreUnusableException">It holds none, or a newer one.</exception>
    public static void RequireOurs(Database db, string path)
    {
        var stored = Of(db);
        if (stored.Version == 0)
        {
            throw new StoreUnusableException($"{path} holds no store of Longhaul");
        }

        RefuseNewer(stored, path);
    }

    /// <summary>What the store was named when it was made.</summary>
    public static string IdOf(Database db) => db.Sql("Meta/read").Set("@name", "id").First(row => row.Text(0))!;

    /// <summary>What the store of a file was named; null for one of an older program, and where there is none.</summary>
    public static string? FindId(Database db) => Of(db).Version == 0 ? null : db.Sql("Meta/read").Set("@name", "id").First(row => row.Text(0));

    /// <summary>Names the store of a file otherwise.</summary>
    public static void Rename(Database db, string id) => Write(db, "id", id);

    /// <summary>Runs the migrations that a file has not had, in the caller's transaction.</summary>
    public static void Migrate(Database db, string path)
    {
        var stored = Of(db);
        RefuseNewer(stored, path);
        if (stored.Version >= Steps.Known)
        {
            return;
        }

        if (stored.Version == 0)
        {
            db.Execute(SqlText.Read("Meta/create"));
            Write(db, "application", "longhaul");
        }

        foreach (var migration in Migrations.Skip(stored.Version))
        {
            db.ExecuteScript(migration);
        }

        if (stored.Version < FirstWithChain)
        {
            AuditTable.Chain(db);
        }

        Write(db, "schema_version", Steps.Known.ToString(CultureInfo.InvariantCulture));
        Write(db, "least_program", Steps.Least.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The version of a file; 0 where it holds nothing of ours.</summary>
    private static StoredVersion Of(Database db) => db.Sql("Meta/table_exists").First(row => row.Long(0)) == 0
        ? default
        : new StoredVersion(Read(db, "schema_version") ?? 0, Read(db, "least_program"));

    private static int? Read(Database db, string name) =>
        db.Sql("Meta/read").Set("@name", name).First(row => row.Text(0)) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void Write(Database db, string name, string value) =>
        db.Sql("Meta/write").Set("@name", name).Set("@value", value).Run();

    private static void RefuseNewer(StoredVersion stored, string path)
    {
        if (Steps.ComplainOfNewer(stored) is { } complaint)
        {
            throw new StoreUnusableException($"the store {path} {complaint}") { NeedsNewerProgram = true };
        }
    }
}
