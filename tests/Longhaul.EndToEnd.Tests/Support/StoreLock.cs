using SQLitePCL;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>Somebody else who keeps an SQLite file to himself.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly sqlite3 _db;

    private StoreLock(string path, params string[] statements)
    {
        Batteries_V2.Init();
        raw.sqlite3_open(path, out _db).ShouldBe(raw.SQLITE_OK);
        foreach (var sql in (string[])["pragma busy_timeout = 10000", .. statements])
        {
            Execute(sql);
        }
    }

    /// <summary>Keeps out readers and writers; nobody else may have it open.</summary>
    public static StoreLock Whole(string path) =>
        new(path, "pragma locking_mode = exclusive", "begin exclusive", "create table taken (by_whom text)");

    /// <summary>Keeps out writers.</summary>
    public static StoreLock Writing(string path) => new(path, "begin immediate");

    public void Dispose()
    {
        Execute("rollback");
        _db.Dispose();
    }

    /// <summary>What <c>pragma integrity_check</c> says of a store.</summary>
    public static string CheckIntegrity(string path)
    {
        Batteries_V2.Init();
        raw.sqlite3_open_v2(path, out var db, raw.SQLITE_OPEN_READWRITE, null).ShouldBe(raw.SQLITE_OK);
        using (db)
        {
            var said = "";
            raw.sqlite3_exec(db, "pragma integrity_check", (_, values, _) => (said += values[0]) is null ? 1 : 0, null, out var error).ShouldBe(raw.SQLITE_OK, error);
            return said;
        }
    }

    private void Execute(string sql) => raw.sqlite3_exec(_db, sql, null, null, out var error).ShouldBe(raw.SQLITE_OK, error);
}
