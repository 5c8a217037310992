using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Longhaul.Sqlite.Native;

/// <summary>A prepared statement. Every way of running it reads all rows and resets it, so that it may be used again at once.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _handle;
    private readonly Dictionary<string, int> _parameters = new(StringComparer.Ordinal);

    public Statement(sqlite3 db, sqlite3_stmt handle)
    {
        (_db, _handle) = (db, handle);
        for (var i = 1; i <= raw.sqlite3_bind_parameter_count(handle); i++)
        {
            _parameters.Add(raw.sqlite3_bind_parameter_name(handle, i).utf8_to_string(), i);
        }
    }

    public Statement Set(string name, long? value)
    {
        var index = _parameters[name];
        Check(value is { } number ? raw.sqlite3_bind_int64(_handle, index, number) : raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    public Statement Set(string name, bool value) => Set(name, value ? 1L : 0L);

    public Statement Set(string name, double? value)
    {
        var index = _parameters[name];
        Check(value is { } number ? raw.sqlite3_bind_double(_handle, index, number) : raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Binds text with its length, since output of programs may hold NUL characters.</summary>
    public Statement Set(string name, string? value)
    {
        var index = _parameters[name];
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_handle, index));
            return this;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length) + 1);
        var length = Encoding.UTF8.GetBytes(value, buffer);
        Check(raw.sqlite3_bind_text(_handle, index, buffer.AsSpan(0, length)));
        ArrayPool<byte>.Shared.Return(buffer);
        return this;
    }

    /// <summary>Runs it; answers with the number of rows it changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_db);
    }

    /// <summary>The first row, or the default where there is none.</summary>
    public T? First<T>(Func<Row, T> read)
    {
        var found = Step();
        var value = found ? read(new Row(_handle)) : default;
        if (found)
        {
            _ = raw.sqlite3_reset(_handle);
        }

        return value;
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(Func<Row, T> read)
    {
        var rows = new List<T>();
        while (Step())
        {
            rows.Add(read(new Row(_handle)));
        }

        return rows;
    }

    public void Dispose() => _handle.Dispose();

    private bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        var extended = code == raw.SQLITE_DONE ? 0 : raw.sqlite3_extended_errcode(_db);
        var message = extended == 0 ? "" : raw.sqlite3_errmsg(_db).utf8_to_string();
        _ = raw.sqlite3_reset(_handle);
        return code == raw.SQLITE_DONE ? false : throw new SqliteFault(extended, message);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteFault(raw.sqlite3_extended_errcode(_db), raw.sqlite3_errmsg(_db).utf8_to_string());
        }
    }
}
