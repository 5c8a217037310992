using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Tests;

/// <summary>A folder for a store, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("longhaul-sqlite-").FullName;

    public string Database => Path.Combine(Folder, "longhaul.db");

    /// <summary>A new store in this folder.</summary>
    public async Task<SqliteJobStore> OpenAsync(string? path = null)
    {
        var store = SqliteJobStore.Open(path ?? Database);
        await store.Schema.MigrateAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>Asks the file as another program would.</summary>
    public string Ask(string sql, string? path = null)
    {
        using var db = Native.Database.Open(path ?? Database, create: false, busyTimeoutMs: 1_000);
        return db.Ask(sql);
    }

    /// <summary>Changes the file as another program would.</summary>
    public void Execute(params string[] statements)
    {
        using var db = Native.Database.Open(Database, create: true, busyTimeoutMs: 1_000);
        foreach (var sql in statements)
        {
            db.Execute(sql);
        }
    }

    /// <summary>Runs SQL files of several statements each.</summary>
    public void Script(params string[] names)
    {
        using var db = Native.Database.Open(Database, create: true, busyTimeoutMs: 1_000);
        foreach (var name in names)
        {
            db.ExecuteScript(name);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
