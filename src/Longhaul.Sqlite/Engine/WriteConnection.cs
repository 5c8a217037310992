using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>The one connection that writes, behind the turnstile. Opened when it is first needed and again after it broke.</summary>
internal sealed class WriteConnection(StoreFile file, ChangeFeed changes) : IDisposable
{
    private const long WorthFoldingBytes = 4 << 20;
    private readonly TimeProvider _clock = TimeProvider.System;
    private Database? _db;
    private ulong _identity;
    private Turnstile? _turnstile;

    /// <summary>Does something with the connection while no other process writes; a transaction left open by an error is undone.</summary>
    public void Inside(Action<Database> work)
    {
        ReopenIfReplaced();
        InTurnstile(() => work(Connect()));
    }

    /// <summary>Begins a transaction, trying again while a program that knows no turnstile holds SQLite's own lock.</summary>
    public void Begin(Database db, TimeSpan patience)
    {
        var start = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                db.Text("begin immediate").Run();
                return;
            }
            catch (SqliteFault fault) when (fault.IsBusy && _clock.GetElapsedTime(start) < patience)
            {
                // SQLite itself has waited a fifth of a second.
            }
        }
    }

    /// <summary>Makes the file where it is missing, and brings its schema to this program's version.</summary>
    public void Migrate(TimeSpan patience)
    {
        file.MakeFolder();
        Translated(() => InTurnstile(() =>
        {
            var db = Replace(file.OpenOrCreate());
            Begin(db, patience);
            SchemaVersion.Migrate(db, file.Path);
            db.Text("commit").Run();
            changes.Meet(db);
        }));
    }

    /// <summary>Folds the log back into the file: as far as readers let it, or whole where the log has grown large.</summary>
    public void Checkpoint(long largeWalBytes) => Translated(() => Inside(db =>
        db.Execute(file.WalBytes > largeWalBytes ? "pragma wal_checkpoint(truncate)" : "pragma wal_checkpoint(passive)")));

    /// <summary>Before closing: folds back a log that nobody else may be there to fold.</summary>
    public void Tidy()
    {
        if (_db is not null && file.Exists && file.WalBytes > WorthFoldingBytes)
        {
            Checkpoint(WorthFoldingBytes);
        }
    }

    /// <summary>Gives up a connection that a fault has made useless.</summary>
    public void Abandon(SqliteFault? fault)
    {
        if (fault is { BreaksConnection: true })
        {
            Close();
        }
    }

    public void Dispose()
    {
        Close();
        _turnstile?.Dispose();
    }

    private void Translated(Action work)
    {
        try
        {
            work();
        }
        catch (SqliteFault fault)
        {
            Abandon(fault);
            throw Faults.Translate(fault, file.Path);
        }
    }

    private void InTurnstile(Action work)
    {
        var turnstile = _turnstile ??= new Turnstile(file.Path);
        turnstile.Enter();
        try
        {
            work();
        }
        catch
        {
            Roll();
            throw;
        }
        finally
        {
            turnstile.Leave();
        }
    }

    /// <summary>A connection to a file that was removed would write into nowhere.</summary>
    private void ReopenIfReplaced()
    {
        if (_db is not null && file.Identity != _identity)
        {
            Close();
            _turnstile?.Dispose();
            _turnstile = null;
        }

        file.RequireExisting();
    }

    private Database Connect()
    {
        var db = _db ?? Replace(file.Open());
        changes.Meet(db);
        return db;
    }

    private Database Replace(Database db)
    {
        Close();
        (_db, _identity) = (db, file.Identity);
        return db;
    }

    /// <summary>Undoes an open transaction; a connection that cannot even do that is given up.</summary>
    private void Roll()
    {
        try
        {
            if (_db is { IsIdle: false })
            {
                _db.Text("rollback").Run();
            }
        }
        catch (SqliteFault)
        {
            Close();
        }
    }

    private void Close()
    {
        _db?.Dispose();
        _db = null;
    }
}
