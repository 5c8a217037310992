using System.ComponentModel;

namespace Longhaul.Processes;

/// <summary>
/// One look at /proc for all trees: what they use, who of a tree that is over still lives, which orphans want collecting. Within
/// a quarter of a second after a tree ended, else once a second, and never while nothing runs.
/// </summary>
internal sealed class TreeWatch : IDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(950);

    readonly SupervisorParts _parts;
    readonly Action _onTick;
    readonly ITimer _timer;
    readonly Lock _gate = new();
    bool _ticking;
    int _looking;
    long _seenEnded;
    long _lastLook;

    internal TreeWatch(SupervisorParts parts, Action onTick)
    {
        _parts = parts;
        _onTick = onTick;
        _timer = parts.Time.CreateTimer(_ => _ = LookAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to look, if it does not already.</summary>
    internal void Wake()
    {
        lock (_gate)
        {
            if (!_ticking)
            {
                _ticking = true;
                _timer.Change(Tick, Tick);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1)
        {
            return;
        }
        try
        {
            _onTick();
            await LookIfDueAsync().ConfigureAwait(false);
            RestIfNothingRuns();
        }
        catch (Exception failure) when (failure is IOException or Win32Exception or UnauthorizedAccessException)
        {
            // Out of descriptors or memory: the next tick looks again.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    async Task LookIfDueAsync()
    {
        var ended = _parts.Trees.Ended;
        if (ended != _seenEnded || _parts.Time.GetElapsedTime(_lastLook) > Calm)
        {
            await LookOnceAsync().ConfigureAwait(false);
            _seenEnded = ended;
        }
    }

    internal async Task LookOnceAsync()
    {
        _lastLook = _parts.Time.GetTimestamp();
        var snapshot = await _parts.Scanner.FreshAsync().ConfigureAwait(false);
        Reaper.CollectAdopted(snapshot);
        Measure(snapshot);
        if (_parts.Suspects.Strays(snapshot).Count > 0)
        {
            await _parts.Killer.KillAsync(_parts.Suspects.Strays).ConfigureAwait(false);
        }
    }

    void Measure(ProcSnapshot snapshot)
    {
        foreach (var life in _parts.Trees.Lives)
        {
            var members = snapshot.MembersOf(life.Key);
            if (members.Count > 0)
            {
                life.Close.Know(members);
                life.Meter.Note(members);
            }
        }
    }

    void RestIfNothingRuns()
    {
        lock (_gate)
        {
            if (_parts.Trees.IsEmpty && _seenEnded == _parts.Trees.Ended)
            {
                _ticking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
