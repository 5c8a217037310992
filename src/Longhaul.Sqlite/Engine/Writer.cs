using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Engine;

/// <summary>
/// One thread that writes. What comes while a transaction is in flight waits and goes together with the next, without a timer:
/// the more callers, the fewer commits each of them needs.
/// </summary>
internal sealed class Writer : IDisposable
{
    /// <summary>Cascades of dependents recurse; this is address space, of which the kernel gives only what is touched.</summary>
    private const int StackBytes = 64 << 20;

    /// <summary>A thread that still waits in the kernel for somebody's lock is left behind; it ends with the process.</summary>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(6);

    private const long LargeWalBytes = 64 << 20;
    private const int MostCallsTogether = 256;
    private readonly object _gate = new();
    private readonly Queue<WriteCall> _waiting = new();
    private readonly Queue<WriteCall> _group = new();
    private readonly StoreFile _file;
    private readonly WriteConnection _connection;
    private readonly Ballast _ballast;
    private readonly GroupCommit _commit;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly PatienceWatch _watch;
    private Thread? _thread;
    private bool _closing;

    public Writer(StoreFile file, StoreOptions options, ChangeFeed changes)
    {
        _file = file;
        _connection = new WriteConnection(file, changes);
        _ballast = new Ballast(file.Path, _clock);
        _commit = new GroupCommit(file, _connection, options, _ballast, changes);
        _watch = new PatienceWatch(file.Path, _clock);
    }

    /// <summary>Runs a call in the next group.</summary>
    /// <param name="work">What it does. Throws <see cref="RefusedException"/> to have it undone.</param>
    /// <param name="traits">What the writer must know of it.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<T> RunAsync<T>(Func<Transaction, T> work, CallTraits traits, CancellationToken cancel)
    {
        var call = new WriteCall<T>(work, traits, _clock.GetTimestamp(), cancel);
        Send(call);
        return cancel.CanBeCanceled ? call.Answer.WaitAsync(cancel) : call.Answer;
    }

    /// <summary>Makes or migrates the store.</summary>
    public Task MigrateAsync(CancellationToken cancel) => RunAloneAsync(
        () =>
        {
            _connection.Migrate(PatienceWatch.Patience);
            _ballast.Restore();
        },
        cancel);

    /// <summary>Folds the log back into the file, and sees to the ballast: another process may have had to give it up.</summary>
    public Task MaintainAsync(CancellationToken cancel) => RunAloneAsync(
        () =>
        {
            _connection.Checkpoint(LargeWalBytes);
            _ballast.Restore();
            if (_ballast.IsSpent)
            {
                throw Faults.NoRoomForNewJobs(_file.Path);
            }
        },
        cancel);

    public void Dispose()
    {
        Thread? thread;
        lock (_gate)
        {
            _closing = true;
            thread = _thread;
            Monitor.Pulse(_gate);
        }

        var ended = thread is null || thread.Join(LongestGoodbye);
        _watch.Dispose();
        if (ended)
        {
            _connection.Dispose();
        }
    }

    private Task RunAloneAsync(Action work, CancellationToken cancel)
    {
        var call = new LoneCall(work, _clock.GetTimestamp(), cancel);
        Send(call);
        return call.Answer.WaitAsync(cancel);
    }

    private void Send(WriteCall call)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            _waiting.Enqueue(call);
            _thread ??= Start();
            Monitor.Pulse(_gate);
        }

        _watch.Add(call);
    }

    private Thread Start()
    {
        var thread = new Thread(Loop, StackBytes) { IsBackground = true, Name = "longhaul-sqlite-writer" };
        thread.Start();
        return thread;
    }

    private void Loop()
    {
        while (TakeGroup())
        {
            if (_group.Peek() is LoneCall lone)
            {
                _group.Dequeue();
                lone.RunNow();
            }
            else
            {
                _commit.Run(_group, PatienceWatch.Patience);
            }
        }

        Tidy();
    }

    private void Tidy()
    {
        try
        {
            _connection.Tidy();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or StoreUnusableException)
        {
            // The next process to do upkeep folds the log back.
        }
    }

    /// <summary>Moves what waits into the group, behind what the last group had no time for. False when closing and nothing is left.</summary>
    private bool TakeGroup()
    {
        lock (_gate)
        {
            while (_group.Count == 0 && _waiting.Count == 0)
            {
                if (_closing)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            while (_group.Count < MostCallsTogether && _waiting.TryPeek(out var next) && (_group.Count == 0 || next is not LoneCall))
            {
                _group.Enqueue(_waiting.Dequeue());
                if (next is LoneCall)
                {
                    break;
                }
            }

            return true;
        }
    }
}
