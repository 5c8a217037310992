using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>
/// Runs a group of calls in one transaction, each in a savepoint of its own so that a refused one undoes only itself.
/// Belongs to the writer's thread.
/// </summary>
internal sealed class GroupCommit(StoreFile file, StoreOptions options, Ballast ballast, ChangeFeed changes) : IDisposable
{
    private const long WorthFoldingBytes = 4 << 20;
    private static readonly TimeSpan LongestGroup = TimeSpan.FromMilliseconds(25);
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly List<WriteCall> _done = [];
    private Database? _db;
    private Turnstile? _turnstile;
    private bool _wakes;
    private bool _mustBeSynced;

    /// <summary>Runs calls from the queue until it is empty or the group has taken long enough; answers each that it took.</summary>
    public void Run(Queue<WriteCall> calls, TimeSpan patience)
    {
        ballast.Probe();
        try
        {
            Attempt(calls, patience);
        }
        catch (Exception failure) when (failure is SqliteFault { IsFull: true } && ballast.Spend())
        {
            RunAgain(calls, patience);
        }
        catch (Exception failure)
        {
            FailAll(calls, failure);
        }
    }

    /// <summary>Makes the file where it is missing, and brings its schema to this program's version.</summary>
    public void Migrate(TimeSpan patience)
    {
        file.MakeFolder();
        Alone(() =>
        {
            var db = Replace(file.OpenOrCreate());
            Begin(db, patience);
            SchemaVersion.Migrate(db, file.Path);
            db.Text("commit").Run();
            changes.Meet(db);
        });
        ballast.Restore();
    }

    /// <summary>Folds the log back into the file: as far as readers let it, or whole where the log has grown large.</summary>
    public void Checkpoint(long largeWalBytes)
    {
        Alone(() => Connect().Execute(
            file.WalBytes > largeWalBytes ? "pragma wal_checkpoint(truncate)" : "pragma wal_checkpoint(passive)"));
        ballast.Restore();
    }

    /// <summary>Before closing: folds back a log that nobody else may be there to fold.</summary>
    public void Tidy()
    {
        if (_db is not null && file.Exists && file.WalBytes > WorthFoldingBytes)
        {
            Checkpoint(WorthFoldingBytes);
        }
    }

    public void Dispose()
    {
        _db?.Dispose();
        _turnstile?.Dispose();
    }

    /// <summary>Does something that is no group of calls, inside the turnstile.</summary>
    private void Alone(Action work)
    {
        try
        {
            Inside(work);
        }
        catch (SqliteFault fault)
        {
            Abandon(fault);
            throw Faults.Translate(fault, file.Path);
        }
    }

    private void Attempt(Queue<WriteCall> calls, TimeSpan patience)
    {
        file.RequireExisting();
        Inside(() =>
        {
            var db = Connect();
            db.Sync(always: !calls.All(call => call.MayLosePower));
            Begin(db, patience);
            RunCalls(db, calls);
            Commit(db);
            Harden(db);
        });
        _done.ForEach(call => call.Succeed());
        _done.Clear();
        if (_wakes)
        {
            changes.Tell();
        }
    }

    private void RunAgain(Queue<WriteCall> calls, TimeSpan patience)
    {
        var again = new Queue<WriteCall>(_done.Concat(calls));
        _done.Clear();
        calls.Clear();
        Roll();
        foreach (var call in again)
        {
            call.BeginAgain();
        }

        try
        {
            Attempt(again, patience);
            foreach (var call in again)
            {
                calls.Enqueue(call);
            }
        }
        catch (Exception failure)
        {
            FailAll(again, failure);
        }
    }

    private void RunCalls(Database db, Queue<WriteCall> calls)
    {
        (_wakes, _mustBeSynced) = (false, false);
        var start = _clock.GetTimestamp();
        var alone = calls.Count == 1;
        while (calls.TryDequeue(out var call))
        {
            if (call.Growing && ballast.IsSpent)
            {
                call.GiveUp(Faults.NoRoom(file.Path));
            }
            else if (call.TryBegin())
            {
                _done.Add(call);
                RunCall(db, call, alone);
            }

            if (_clock.GetElapsedTime(start) > LongestGroup)
            {
                return;
            }
        }
    }

    private void RunCall(Database db, WriteCall call, bool alone)
    {
        Savepoint(db, alone, "savepoint call");
        try
        {
            var before = db.TotalChanges;
            var transaction = new Transaction(db, options);
            call.Run(transaction);
            transaction.Close();
            _wakes |= call.Wakes && db.TotalChanges != before;
            _mustBeSynced |= transaction.MustBeSynced;
            Savepoint(db, alone, "release call");
        }
        catch (Exception refusal) when (refusal is not SqliteFault { IsOfCall: false })
        {
            _done.Remove(call);
            Undo(db, alone);
            call.Fail(refusal is SqliteFault fault ? Faults.Translate(fault, file.Path) : refusal);
        }
    }

    /// <summary>A call that is alone needs no savepoint of its own; they cost a single enqueue a tenth of its time.</summary>
    private static void Savepoint(Database db, bool alone, string sql)
    {
        if (!alone)
        {
            db.Text(sql).Run();
        }
    }

    private static void Undo(Database db, bool alone)
    {
        if (alone)
        {
            db.Text("rollback").Run();
        }
        else
        {
            db.Text("rollback to call").Run();
            db.Text("release call").Run();
        }
    }

    private void Begin(Database db, TimeSpan patience)
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
            }
        }
    }

    private void Commit(Database db)
    {
        if (db.IsIdle)
        {
            return;
        }

        if (_wakes)
        {
            changes.Note(db.Sql("Counters/raise_changes").First(row => row.Long(0)));
        }

        db.Text("commit").Run();
    }

    /// <summary>Syncs a commit that was not, by another small one that is: the log is one file.</summary>
    private void Harden(Database db)
    {
        if (_mustBeSynced && !db.SyncsAlways)
        {
            db.Sync(always: true);
            changes.Note(db.Sql("Counters/raise_changes").First(row => row.Long(0)));
        }
    }

    private void Inside(Action work)
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

    private Database Connect()
    {
        if (_db is not null && !file.Exists)
        {
            Close();
            throw new StoreUnavailableException($"the store {file.Path} is gone: somebody removed or moved the file");
        }

        var db = _db ?? Replace(file.Open());
        changes.Meet(db);
        return db;
    }

    private Database Replace(Database db)
    {
        _db?.Dispose();
        _db = db;
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

    private void FailAll(Queue<WriteCall> calls, Exception failure)
    {
        Abandon(failure as SqliteFault);
        var error = failure switch
        {
            SqliteFault fault => Faults.Translate(fault, file.Path),
            IOException io => new StoreUnusableException($"a file beside {file.Path} cannot be written: {io.Message}", io),
            _ => failure,
        };
        foreach (var call in _done.Concat(calls))
        {
            call.BeginAgain();
            call.GiveUp(error);
        }

        _done.Clear();
        calls.Clear();
    }

    private void Abandon(SqliteFault? fault)
    {
        if (fault is { BreaksConnection: true })
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
