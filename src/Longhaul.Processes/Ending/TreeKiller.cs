namespace Longhaul.Processes;

/// <summary>What it took to end a tree.</summary>
internal readonly record struct KillOutcome(int Killed, bool Proven, TimeSpan Took);

/// <summary>Kills whatever a test on the processes of the machine picks, until three scans in a row find nobody.</summary>
internal sealed class TreeKiller(ProcScanner scanner, TimeProvider time)
{
    const int EmptyScansNeeded = 3;

    // A process in uninterruptible sleep (a dead network disk) cannot be killed by anybody; say so instead of waiting for ever.
    static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    internal async Task<KillOutcome> KillAsync(Func<ProcSnapshot, IReadOnlyList<ProcStat>> pick)
    {
        var started = time.GetTimestamp();
        var hit = new HashSet<(int, long)>();
        var pause = TimeSpan.FromMilliseconds(1);
        var empty = 0;
        while (empty < EmptyScansNeeded && time.GetElapsedTime(started) < GiveUpAfter)
        {
            var members = pick(await scanner.FreshAsync().ConfigureAwait(false));
            if (members.Count == 0)
            {
                empty++;
                continue;
            }
            empty = 0;
            KillAll(members, hit);
            await Task.Delay(pause, time).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        return new KillOutcome(hit.Count, empty == EmptyScansNeeded, time.GetElapsedTime(started));
    }

    static void KillAll(IReadOnlyList<ProcStat> members, HashSet<(int, long)> hit)
    {
        foreach (var member in members)
        {
            if (SafeKill.Kill(member))
            {
                hit.Add((member.Pid, member.StartTicks));
            }
        }
    }
}
