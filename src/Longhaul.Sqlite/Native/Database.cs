namespace Longhaul.Sqlite.Native;

/// <summary>A connection that belongs to one thread. It speaks to SQLite's own interface: the ADO.NET driver sleeps inside its retries.</summary>
internal sealed class Database : IDisposable
{
    private readonly nint _handle;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <summary>Memory statistics take a lock at each allocation, and nobody reads them.</summary>
    static Database()
    {
        if (Sqlite3.TakesVariadic)
        {
            _ = Sqlite3.ConfigureAll(Sqlite3.MemoryStatistics, 0);
        }
    }

    private Database(nint handle) => _handle = handle;

    /// <summary>Opens a file, which must be there unless it may be created.</summary>
    public static Database Open(string path, bool create, int busyTimeoutMs)
    {
        var flags = Sqlite3.OpenReadWrite | Sqlite3.OpenWithoutMutex | (create ? Sqlite3.OpenCreate : 0);
        if (Sqlite3.Open(path, out var handle, flags, 0) != Sqlite3.Ok)
        {
            var fault = Sqlite3.LastFault(handle);
            _ = Sqlite3.Close(handle);
            throw fault;
        }

        _ = Sqlite3.UseExtendedCodes(handle, 1);
        _ = Sqlite3.SetBusyTimeout(handle, busyTimeoutMs);
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
        if (Sqlite3.Execute(_handle, SqlText.Read(name), 0, 0, 0) != Sqlite3.Ok)
        {
            throw Sqlite3.LastFault(_handle);
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
        _ = Sqlite3.Close(_handle);
    }

    /// <summary>How many rows this connection has ever changed.</summary>
    public long TotalChanges => Sqlite3.TotalChanges(_handle);

    /// <summary>Whether commits wait for the disk.</summary>
    public bool SyncsAlways { get; private set; }

    /// <summary>Sets whether commits wait for the disk; between transactions.</summary>
    public void Sync(bool always)
    {
        if (always != SyncsAlways)
        {
            Text(always ? "pragma synchronous = full" : "pragma synchronous = normal").Run();
            SyncsAlways = always;
        }
    }

    /// <summary>Keeps the closing connection from checkpointing by itself: that belongs inside the turnstile.</summary>
    public void ForbidCheckpointOnClose()
    {
        if (Sqlite3.TakesVariadic)
        {
            _ = Sqlite3.Configure(_handle, Sqlite3.NoCheckpointOnClose, 1, out _);
        }
    }

    /// <summary>False while a transaction is open.</summary>
    public bool IsIdle => Sqlite3.IsIdle(_handle) != 0;

    private Statement Cached(string key, Func<string, string> text)
    {
        if (!_statements.TryGetValue(key, out var statement))
        {
            statement = PrepareText(text(key));
            _statements.Add(key, statement);
        }

        return statement;
    }

    private Statement PrepareText(string sql) => Sqlite3.Prepare(_handle, sql, -1, out var handle, 0) == Sqlite3.Ok
        ? new Statement(_handle, handle)
        : throw Sqlite3.LastFault(_handle);
}
