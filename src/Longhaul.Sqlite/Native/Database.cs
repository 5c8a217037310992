using SQLitePCL;

namespace Longhaul.Sqlite.Native;

/// <summary>A connection that belongs to one thread. It speaks to SQLite's own interface: the ADO.NET driver sleeps inside its retries.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => _handle = handle;

    /// <summary>Opens a file, which must be there unless it may be created.</summary>
    public static Database Open(string path, bool create, int busyTimeoutMs)
    {
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var fault = new SqliteFault(handle is null ? code : raw.sqlite3_extended_errcode(handle), ErrorText(handle, code));
            handle?.Dispose();
            throw fault;
        }

        _ = raw.sqlite3_extended_result_codes(handle, 1);
        _ = raw.sqlite3_busy_timeout(handle, busyTimeoutMs);
        return new Database(handle);
    }

    /// <summary>Runs text that is no file: pragmas and the frame of transactions.</summary>
    public void Execute(string sql)
    {
        using var statement = PrepareText(sql);
        statement.Run();
    }

    /// <summary>The first column of the first row of text that is no file.</summary>
    public string Ask(string sql)
    {
        using var statement = PrepareText(sql);
        return statement.First(row => row.TextOrNull(0)) ?? "";
    }

    /// <summary>Runs a file of several statements, as migrations are.</summary>
    public void ExecuteScript(string name)
    {
        if (raw.sqlite3_exec(_handle, SqlText.Read(name)) != raw.SQLITE_OK)
        {
            throw LastFault();
        }
    }

    /// <summary>A frame statement such as BEGIN or COMMIT, prepared once.</summary>
    public Statement Text(string sql) => Cached(sql, static text => text);

    /// <summary>The statement of a file under Sql/, prepared once; named without its ending.</summary>
    public Statement Sql(string name) => Cached(name, SqlText.Read);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _handle.Dispose();
    }

    /// <summary>Keeps the closing connection from checkpointing by itself: that belongs inside the turnstile.</summary>
    public void ForbidCheckpointOnClose() =>
        _ = raw.sqlite3_db_config(_handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);

    /// <summary>False while a transaction is open.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(_handle) != 0;

    private static string ErrorText(sqlite3? handle, int code) =>
        (handle is null ? raw.sqlite3_errstr(code) : raw.sqlite3_errmsg(handle)).utf8_to_string();

    private Statement Cached(string key, Func<string, string> text)
    {
        if (!_statements.TryGetValue(key, out var statement))
        {
            statement = PrepareText(text(key));
            _statements.Add(key, statement);
        }

        return statement;
    }

    private Statement PrepareText(string sql) => raw.sqlite3_prepare_v2(_handle, sql, out var handle) == raw.SQLITE_OK
        ? new Statement(_handle, handle)
        : throw LastFault();

    private SqliteFault LastFault() => new(raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());
}
