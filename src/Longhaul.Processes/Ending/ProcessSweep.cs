namespace Longhaul.Processes;

/// <summary>A worker instance that is over, as it was put on file.</summary>
/// <param name="InstanceId">The id it marked its processes with.</param>
/// <param name="Worker">Its own process, if known: while that is alive nothing is swept.</param>
/// <param name="Leaders">The first processes of its trees. Those of another boot or pid namespace are passed over.</param>
public sealed record PreviousInstance(string InstanceId, ProcessIdentity? Worker, IReadOnlyList<ProcessIdentity> Leaders);

/// <summary>What a sweep did.</summary>
/// <param name="Killed">Processes that were ended.</param>
/// <param name="Proven">Scans found nobody left.</param>
/// <param name="StillAlive">Instances that were left alone because their worker runs.</param>
public sealed record ProcessSweepReport(int Killed, bool Proven, IReadOnlyList<string> StillAlive);

/// <summary>
/// Kills what a dead worker left behind. A process counts as left behind if it carries the instance's mark, or belongs to the session
/// of a leader that still has the pid and start time on file. So a number that was given to somebody else is never hit.
/// </summary>
public static class ProcessSweep
{
    /// <summary>Sweeps one instance after the other; no guard of theirs is needed.</summary>
    public static async Task<ProcessSweepReport> RunAsync(IReadOnlyList<PreviousInstance> instances, TimeProvider? time = null)
    {
        Platform.Require();
        var (killed, proven, alive) = (0, true, new List<string>());
        foreach (var instance in instances)
        {
            if (instance.Worker?.Check() == Liveness.Alive)
            {
                alive.Add(instance.InstanceId);
                continue;
            }
            var outcome = await SweepAsync(instance, time ?? TimeProvider.System).ConfigureAwait(false);
            killed += outcome.Killed;
            proven &= outcome.Proven;
        }
        return new ProcessSweepReport(killed, proven, alive);
    }

    static Task<KillOutcome> SweepAsync(PreviousInstance instance, TimeProvider time)
    {
        var scanner = new ProcScanner(new TreeMarkers(instance.InstanceId), time, adopts: false, notBefore: 0);
        var here = instance.Leaders
            .Where(leader => leader.BootId == ProcessIdentity.CurrentBootId && leader.PidNamespace == ProcessIdentity.CurrentPidNamespace)
            .ToList();
        return new TreeKiller(scanner, time).KillAsync(snapshot => Strays(snapshot, here));
    }

    static List<ProcStat> Strays(ProcSnapshot snapshot, List<ProcessIdentity> leaders)
    {
        // Without its leader a session's number proves nothing; only the mark does then.
        var present = snapshot.Entries.Select(entry => (entry.Stat.Pid, entry.Stat.StartTicks)).ToHashSet();
        var sessions = leaders.Where(leader => present.Contains((leader.Pid, leader.StartTicks))).Select(leader => leader.Pid).ToHashSet();
        return snapshot.Entries
            .Where(entry => entry.Stat.IsAlive && (entry.Tree is > 0 or TreeMarkers.Unclear || sessions.Contains(entry.Stat.Session)))
            .Select(entry => entry.Stat)
            .ToList();
    }
}
