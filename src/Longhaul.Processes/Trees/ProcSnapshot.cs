namespace Longhaul.Processes;

/// <summary>All processes of the machine at one moment.</summary>
internal sealed class ProcSnapshot(long startedAt, IReadOnlyList<ProcessEntry> entries)
{
    /// <summary>Timestamp of the time provider, taken before the first process was looked at.</summary>
    internal long StartedAt { get; } = startedAt;

    internal IReadOnlyList<ProcessEntry> Entries { get; } = entries;

    /// <summary>Everybody of the tree who is alive.</summary>
    internal List<ProcStat> MembersOf(TreeKey tree)
    {
        var sessionIsOurs = SessionIsStill(tree);
        var members = new List<ProcStat>();
        foreach (var entry in Entries)
        {
            if (entry.Stat.IsAlive && Belongs(entry, tree, sessionIsOurs))
            {
                members.Add(entry.Stat);
            }
        }
        return members;
    }

    /// <summary>False once the leader's number was given to a later process, whose session then carries the same number.</summary>
    internal bool SessionIsStill(TreeKey tree)
    {
        foreach (var entry in Entries)
        {
            if (entry.Stat.Pid == tree.Session)
            {
                return entry.Stat.StartTicks == tree.LeaderStartTicks;
            }
        }
        return true;
    }

    internal static bool Belongs(in ProcessEntry entry, TreeKey tree, bool sessionIsOurs) =>
        entry.Tree == tree.Tree
        || (entry.Tree <= 0 && sessionIsOurs && entry.Stat.Session == tree.Session && entry.Stat.StartTicks >= tree.LeaderStartTicks);
}
