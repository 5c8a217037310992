using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>
/// Tells waiters that something changed: at once what this process did, by a touched file within a millisecond or two what another did.
/// Beside that a counter in the store is looked at every quarter of a second, so that no lost event holds anything up for longer.
/// </summary>
internal sealed class ChangeFeed(StoreFile file) : IStoreSignals, IDisposable
{
    private const int LookEveryMs = 250;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly WakeFile _wakeFile = new(file.Path + "-wake");
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private long _version;
    private long _known = -1;
    private long _earliest = long.MaxValue;
    private volatile bool _closing;

    public event EventHandler? Scheduled;

    public long Version
    {
        get
        {
            Watch();
            return Volatile.Read(ref _version);
        }
    }

    /// <summary>
    /// Remembers where the counter stood when this store first reached the file: what was committed before is seen by whoever looks.
    /// </summary>
    public void Meet(Database db)
    {
        if (Volatile.Read(ref _known) < 0)
        {
            Interlocked.CompareExchange(ref _known, Counter(db), -1);
        }
    }

    /// <summary>Remembers the counter's value that this process itself wrote, so that its own change is not news to it later.</summary>
    public void Note(long counter) => Interlocked.Exchange(ref _known, counter);

    /// <summary>After a commit: wakes who waits here, and other processes.</summary>
    public void Tell()
    {
        Raise();
        _wakeFile.Touch();
    }

    public async Task<bool> WaitForChangeAsync(long seen, TimeSpan timeout, CancellationToken cancel = default)
    {
        Task change;
        lock (_gate)
        {
            if (_version != seen)
            {
                return true;
            }

            change = _next.Task;
        }

        Watch();
        try
        {
            await change.WaitAsync(timeout, _clock, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _closing = true;
        if (_thread is not null)
        {
            _wakeFile.Touch();
            _thread.Join();
        }

        _wakeFile.Dispose();
    }

    private void Raise()
    {
        TaskCompletionSource waiters;
        lock (_gate)
        {
            _version++;
            waiters = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiters.SetResult();
    }

    private void Watch()
    {
        lock (_gate)
        {
            if (_thread is null && !_closing)
            {
                _thread = new Thread(Loop) { IsBackground = true, Name = "longhaul-sqlite-watch" };
                _thread.Start();
            }
        }
    }

    private void Loop()
    {
        using var connection = new ReadConnection(file, static _ => { }, TimeSpan.FromMilliseconds(LookEveryMs));
        using var watch = new FileWatch();
        var watched = false;
        while (!_closing)
        {
            watched = watched || (file.Exists && _wakeFile.Make() && watch.Add(_wakeFile.Path));
            Look(connection);
            watch.Wait(LookEveryMs);
        }
    }

    /// <summary>While the store cannot be reached nothing is news; what happened meanwhile shows in the counter afterwards.</summary>
    private void Look(ReadConnection connection)
    {
        try
        {
            var counter = connection.Read(Counter);
            if (Interlocked.Exchange(ref _known, counter) != counter)
            {
                Raise();
            }

            LookForDue(connection.Read(EarliestDue));
        }
        catch (Exception failure) when (failure is StoreUnavailableException or StoreUnusableException)
        {
            // The next look is a quarter of a second away.
        }
    }

    // Most changes bring nothing that is due before what was; to let promotion look at each would be a write among the others' every few milliseconds.
    private void LookForDue(long earliest)
    {
        var isSooner = earliest < _earliest;
        _earliest = earliest;
        if (isSooner)
        {
            Scheduled?.Invoke(this, EventArgs.Empty);
        }
    }

    private static long EarliestDue(Database db) => db.Sql("Upkeep/earliest_due").First(row => row.LongOrNull(0)) ?? long.MaxValue;

    private static long Counter(Database db) => db.Sql("Counters/read").Set("@name", "changes").First(row => row.Long(0));
}
