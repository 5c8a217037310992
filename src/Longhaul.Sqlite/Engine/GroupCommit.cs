using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>
/// Runs a group of calls in one transaction, each in a savepoint of its own so that a refused one undoes only itself.
/// Belongs to the writer's thread.
/// </summary>
internal sealed class GroupCommit(StoreFile file, WriteConnection connection, StoreOptions options, Ballast ballast, ChangeFeed changes)
{
    private static readonly TimeSpan LongestGroup = TimeSpan.FromMilliseconds(25);
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly List<WriteCall> _done = [];
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
        catch (SqliteFault fault) when (fault.IsFull)
        {
            MakeRoom(fault, calls, patience);
        }
        catch (Exception failure)
        {
            FailAll(calls, failure);
        }
    }

    private void Attempt(Queue<WriteCall> calls, TimeSpan patience)
    {
        connection.Inside(db =>
        {
            db.Sync(always: !calls.All(call => call.MayLosePower));
            connection.Begin(db, patience);
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

    /// <summary>The disk is full and all was undone: once more in the ballast's room, now without new work.</summary>
    private void MakeRoom(SqliteFault fault, Queue<WriteCall> calls, TimeSpan patience)
    {
        var all = _done.Concat(calls).ToList();
        if (!ballast.Spend())
        {
            FailAll(calls, fault);
            return;
        }

        _done.Clear();
        calls.Clear();
        foreach (var call in all)
        {
            call.BeginAgain();
            calls.Enqueue(call);
        }

        try
        {
            Attempt(calls, patience);
        }
        catch (Exception failure)
        {
            FailAll(calls, failure);
        }
    }

    private void RunCalls(Database db, Queue<WriteCall> calls)
    {
        (_wakes, _mustBeSynced) = (false, false);
        var start = _clock.GetTimestamp();
        var alone = calls.Count == 1;
        while (_clock.GetElapsedTime(start) < LongestGroup && calls.TryDequeue(out var call))
        {
            if (call.Growing && ballast.IsSpent)
            {
                call.GiveUp(Faults.NoRoomForNewJobs(file.Path));
            }
            else if (call.TryBegin())
            {
                _done.Add(call);
                RunCall(db, call, alone);
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

    /// <summary>A call that is alone needs no savepoint of its own.</summary>
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

    private void FailAll(Queue<WriteCall> calls, Exception failure)
    {
        connection.Abandon(failure as SqliteFault);
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
}
