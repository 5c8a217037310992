using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>A reader's connection, opened when it is first needed and again after it broke.</summary>
internal sealed class ReadConnection(StoreFile file, Action<Database> opened, TimeSpan patience) : IDisposable
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private Database? _db;
    private ulong _identity;

    public T Read<T>(Func<Database, T> work)
    {
        var start = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                return Once(work);
            }
            catch (SqliteFault fault) when (fault.IsBusy && _clock.GetElapsedTime(start) < patience)
            {
                // SQLite itself has waited a fifth of a second.
            }
            catch (SqliteFault fault)
            {
                throw Faults.Translate(fault, file.Path);
            }
        }
    }

    public void Dispose()
    {
        _db?.Dispose();
        _db = null;
    }

    private Database Connect()
    {
        if (_db is not null && file.Identity != _identity)
        {
            Dispose();
        }

        file.RequireExisting();
        _identity = file.Identity;
        return _db ??= file.Open();
    }

    private T Once<T>(Func<Database, T> work)
    {
        var db = Connect();
        try
        {
            opened(db);
            db.Text("begin").Run();
            var value = work(db);
            db.Text("commit").Run();
            return value;
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}
