namespace Longhaul.Processes;

/// <summary>
/// From the start of a tree to the proof of its end:
/// <code>
/// running ──leader ends──▶ settling ──output ended, group gone──▶ over
///    │                        │ 0.4 s, or the grace if it is being stopped
///    │ grace over, or kill    ▼
///    └────────────────────▶ killing ──three empty scans──▶ draining (2 s at most) ──▶ over
/// </code>
/// </summary>
internal sealed class TreeLife
{
    // Long enough for a `tee` behind the leader to write its last, short enough that nobody is alive a second after the end.
    static readonly TimeSpan LeftoverPatience = TimeSpan.FromMilliseconds(400);
    static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(50);

    readonly SupervisorParts _parts;
    readonly SpawnedLeader _leader;
    readonly ChildProcessSpec _spec;
    readonly StopRequest _stop;
    readonly TreeMeter _meter;
    KillOutcome? _killed;
    StopReport? _report;

    internal TreeLife(SupervisorParts parts, SpawnedLeader leader, ChildProcessSpec spec)
    {
        _parts = parts;
        _leader = leader;
        _spec = spec;
        _stop = new StopRequest(parts.Time);
        Close = new CloseLook(leader.Key);
        _meter = new TreeMeter(leader.Output, leader.WorkerPeak);
        Completion = LiveAsync();
    }

    internal TreeKey Key => _leader.Key;

    internal ProcessIdentity Identity => _leader.Identity;

    internal Task<ExitRecord> Completion { get; }

    internal TreeMeter Meter => _meter;

    internal CloseLook Close { get; }

    internal TreeUsage Usage => _meter.Usage;

    internal TreeUsage Look()
    {
        try
        {
            if (!Completion.IsCompleted && Close.Look() is { Count: > 0 } members)
            {
                _meter.Note(members);
            }
        }
        catch (IOException)
        {
            // Out of descriptors or memory: the last figures stand.
        }
        return Usage;
    }

    internal async Task<StopReport> StopAsync(TimeSpan grace)
    {
        if (!Completion.IsCompleted && _stop.TryBegin(grace))
        {
            SessionSignal.Terminate(await _parts.Scanner.FreshAsync().ConfigureAwait(false), Key);
        }
        return await ReportAsync().ConfigureAwait(false);
    }

    internal async Task<StopReport> KillNowAsync()
    {
        _stop.KillNow();
        return await ReportAsync().ConfigureAwait(false);
    }

    async Task<ExitRecord> LiveAsync()
    {
        await Task.WhenAny(_leader.Exit, _stop.KillDue).ConfigureAwait(false);
        var quiet = await SettleAsync().ConfigureAwait(false);
        if (!quiet || _spec.ProveEnd || _stop.Begun)
        {
            _killed = await _parts.Killer.KillAsync(snapshot => _parts.Suspects.Of(snapshot, Key)).ConfigureAwait(false);
        }
        var exit = await _leader.Exit.ConfigureAwait(false);
        var cutOff = await DrainAsync(exit).ConfigureAwait(false);
        _parts.Trees.Remove(Key.Tree);
        _report = Report();
        return Record(exit, cutOff);
    }

    /// <summary>True once the output has ended and the leader's group is empty.</summary>
    async Task<bool> SettleAsync()
    {
        if (_stop.KillDue.IsCompleted)
        {
            return false;
        }
        await _leader.Output.Ended.WithinAsync(_stop.Begun ? Timeout.InfiniteTimeSpan : LeftoverPatience, _stop.KillDue, _parts.Time)
            .ConfigureAwait(false);
        return _leader.Output.Ended.IsCompleted && await GroupGoneAsync().ConfigureAwait(false);
    }

    /// <summary>A tree that is being stopped may use its whole grace; one that ended by itself has nothing left to say.</summary>
    async Task<bool> GroupGoneAsync()
    {
        while (_stop.Begun && !_stop.KillDue.IsCompleted && await SessionIsPeopledAsync().ConfigureAwait(false))
        {
            await Task.WhenAny(_stop.KillDue, Task.Delay(StopPoll, _parts.Time)).ConfigureAwait(false);
        }
        return await EmptiesAsync(Key.Session).ConfigureAwait(false);
    }

    // A process closes its output a moment before it counts as ended.
    async Task<bool> EmptiesAsync(int group)
    {
        for (var pause = TimeSpan.FromMilliseconds(1); !Reaper.GroupIsGone(group); pause *= 3)
        {
            if (_stop.KillDue.IsCompleted || pause > StopPoll)
            {
                return false;
            }
            await Task.Delay(pause, _parts.Time).ConfigureAwait(false);
        }
        return true;
    }

    // Not only the leader's group: `timeout`, for one, moves what it runs to a group of its own.
    async Task<bool> SessionIsPeopledAsync()
    {
        var snapshot = await _parts.Scanner.RecentAsync(StopPoll).ConfigureAwait(false);
        return snapshot.MembersOf(Key).Exists(member => member.Session == Key.Session);
    }

    async Task<bool> DrainAsync(LeaderStatus exit)
    {
        var left = DrainLimit - _parts.Time.GetElapsedTime(exit.ReapedAt);
        await _leader.Output.Ended.WithinAsync(left, null, _parts.Time).ConfigureAwait(false);
        return _leader.Output.CloseNow(DrainLimit);
    }

    async Task<StopReport> ReportAsync()
    {
        await Completion.ConfigureAwait(false);
        return _report!;
    }

    StopReport Report()
    {
        var kill = _killed ?? new KillOutcome(0, true, TimeSpan.Zero);
        return new StopReport(_stop.TermSent, kill.Killed > 0, kill.Killed, kill.Proven, _stop.Elapsed, kill.Took);
    }

    ExitRecord Record(LeaderStatus exit, bool cutOff) => new()
    {
        Process = Identity,
        ExitCode = exit.ExitCode,
        Signal = exit.Signal,
        PeakRssBytes = _meter.PeakRss(exit),
        PeakRssIsUpperBound = _meter.PeakIsUpperBound(exit),
        CpuTime = _meter.CpuTime(exit),
        WallTime = _parts.Time.GetElapsedTime(_leader.StartedAt, exit.ReapedAt),
        ProcessesKilled = _killed?.Killed ?? 0,
        ProvenDead = _killed?.Proven ?? false,
        OutputCutOff = cutOff,
        SinkFailure = _leader.Output.SinkFailure,
    };
}
