using System.Globalization;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>
/// Which of the numbered migrations a file has had. It is kept in a table of our own: the file may belong to another program as well,
/// which uses the number in the file's header (<c>user_version</c>) for itself.
/// </summary>
internal static class SchemaVersion
{
    private static readonly IReadOnlyList<string> Migrations = SqlText.List("Migrations/");

    /// <summary>The version this program knows.</summary>
    public static int Known => Migrations.Count;

    /// <summary>The version of a file; 0 where it holds nothing of ours.</summary>
    public static int Of(Database db)
    {
        if (db.Sql("Meta/table_exists").First(row => row.Long(0)) == 0)
        {
            return 0;
        }

        var text = db.Sql("Meta/read").Set("@name", "schema_version").First(row => row.Text(0));
        return int.Parse(text ?? "0", CultureInfo.InvariantCulture);
    }

    /// <exception cref="StoreUnusableException">The file's version is another than this program's.</exception>
    public static void Require(Database db, string path)
    {
        int version;
        try
        {
            version = Of(db);
        }
        catch (SqliteFault fault)
        {
            throw Faults.Translate(fault, path);
        }

        RefuseNewer(version, path);
        if (version < Known)
        {
            throw new StoreUnusableException(version == 0
                ? $"{path} holds no store yet; make it with 'longhaul migrate'"
                : $"the store {path} has schema {version}, this program needs {Known}; bring it up with 'longhaul migrate'");
        }
    }

    /// <summary>Runs the migrations that a file has not had, in the caller's transaction.</summary>
    public static void Migrate(Database db, string path)
    {
        var version = Of(db);
        RefuseNewer(version, path);
        if (version == Known)
        {
            return;
        }

        if (version == 0)
        {
            db.Execute(SqlText.Read("Meta/create"));
            Write(db, "application", "longhaul");
        }

        foreach (var migration in Migrations.Skip(version))
        {
            db.ExecuteScript(migration);
        }

        Write(db, "schema_version", Known.ToString(CultureInfo.InvariantCulture));
    }

    private static void Write(Database db, string name, string value) =>
        db.Sql("Meta/write").Set("@name", name).Set("@value", value).Run();

    private static void RefuseNewer(int version, string path)
    {
        if (version > Known)
        {
            throw new StoreUnusableException(
                $"the store {path} has schema {version}, this program knows {Known}; use the newer program that made it");
        }
    }
}
