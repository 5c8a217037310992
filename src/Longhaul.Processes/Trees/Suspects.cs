namespace Longhaul.Processes;

/// <summary>Decides whose a process is. A marked one is its tree's. An unclear one belongs to some tree that ran when it started: it is
/// one tree's if no other can own it, and a stray once none can.</summary>
internal sealed class Suspects(RunningTrees trees)
{
    /// <summary>Everybody alive who must be one of this tree.</summary>
    internal List<ProcStat> Of(ProcSnapshot snapshot, TreeKey tree)
    {
        var members = snapshot.MembersOf(tree);
        members.AddRange(Unclear(snapshot).Where(stat => Owners(stat) is [var owner] && owner == tree && !members.Contains(stat)));
        return members;
    }

    /// <summary>Everybody alive whose tree is over.</summary>
    internal List<ProcStat> Strays(ProcSnapshot snapshot)
    {
        var strays = snapshot.Entries
            .Where(entry => entry.Tree > 0 && entry.Stat.IsAlive && !trees.Contains(entry.Tree))
            .Select(entry => entry.Stat)
            .ToList();
        strays.AddRange(Unclear(snapshot).Where(stat => Owners(stat) is []));
        return strays;
    }

    // A leader on its way to exec is not marked yet and must not be taken for an orphan.
    IEnumerable<ProcStat> Unclear(ProcSnapshot snapshot) => Leaders.AnyStarting
        ? []
        : snapshot.Entries
            .Where(entry => entry.Tree == TreeMarkers.Unclear && entry.Stat.IsAlive && !Leaders.Contains(entry.Stat.Pid))
            .Select(entry => entry.Stat);

    List<TreeKey> Owners(ProcStat stat) => trees.CandidatesFor(stat).ToList();
}
