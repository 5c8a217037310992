using System.Buffers;
using System.Text;

namespace Longhaul.Sqlite.Native;

/// <summary>A prepared statement. Every way of running it reads all rows and resets it, so that it may be used again at once.</summary>
internal sealed class Statement : IDisposable
{
    private readonly nint _db;
    private readonly nint _handle;
    private readonly Dictionary<string, int> _parameters = new(StringComparer.Ordinal);

    public Statement(nint db, nint handle)
    {
        (_db, _handle) = (db, handle);
        for (var i = 1; i <= Sqlite3.CountParameters(handle); i++)
        {
            _parameters.Add(Sqlite3.ParameterName(handle, i), i);
        }
    }

    /// <summary>Binds a value. What is null is left out: all is null again after each run.</summary>
    public Statement Set(string name, long? value)
    {
        if (value is { } number)
        {
            Check(Sqlite3.Bind(_handle, _parameters[name], number));
        }

        return this;
    }

    public Statement Set(string name, bool value) => Set(name, value ? 1L : 0L);

    public Statement Set(string name, double? value)
    {
        if (value is { } number)
        {
            Check(Sqlite3.Bind(_handle, _parameters[name], number));
        }

        return this;
    }

    /// <summary>Binds text with its length, since output of programs may hold NUL characters.</summary>
    public Statement Set(string name, string? value)
    {
        if (value is null)
        {
            return this;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length) + 1);
        BindText(_parameters[name], buffer, Encoding.UTF8.GetBytes(value, buffer));
        ArrayPool<byte>.Shared.Return(buffer);
        return this;
    }

    /// <summary>Runs it; answers with the number of rows it changed.</summary>
    public int Run()
    {
        try
        {
            while (Step())
            {
            }

            return Sqlite3.Changes(_db);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first row, or the default where there is none.</summary>
    public T? First<T>(Func<Row, T> read)
    {
        try
        {
            return Step() ? read(new Row(_handle)) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(Func<Row, T> read)
    {
        var rows = new List<T>();
        try
        {
            while (Step())
            {
                rows.Add(read(new Row(_handle)));
            }

            return rows;
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => _ = Sqlite3.FinalizeStatement(_handle);

    private bool Step() => Sqlite3.Step(_handle) switch
    {
        Sqlite3.Row => true,
        Sqlite3.Done => false,
        _ => throw Sqlite3.LastFault(_db),
    };

    private void Reset()
    {
        _ = Sqlite3.Reset(_handle);
        _ = Sqlite3.ClearBindings(_handle);
    }

    private unsafe void BindText(int index, byte[] buffer, int length)
    {
        fixed (byte* text = buffer)
        {
            Check(Sqlite3.Bind(_handle, index, text, length, Sqlite3.Transient));
        }
    }

    private void Check(int code)
    {
        if (code != Sqlite3.Ok)
        {
            throw Sqlite3.LastFault(_db);
        }
    }
}
