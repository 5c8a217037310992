using System.Collections.Concurrent;

namespace Longhaul.Processes;

/// <summary>The trees that are not over. A number is taken before its process exists, so that no scan finds a marked process it does not know.</summary>
internal sealed class RunningTrees
{
    readonly ConcurrentDictionary<long, TreeLife?> _trees = new();
    long _lastTree;
    long _ended;

    /// <summary>Counts up with each tree that ended.</summary>
    internal long Ended => Volatile.Read(ref _ended);

    internal bool IsEmpty => _trees.IsEmpty;

    internal IEnumerable<TreeLife> Lives => _trees.Values.OfType<TreeLife>();

    internal long Reserve()
    {
        var tree = 1 + Interlocked.Increment(ref _lastTree) % TreeTag.LastTree;
        _trees[tree] = null;
        return tree;
    }

    internal void Add(TreeLife life) => _trees[life.Key.Tree] = life;

    internal void Remove(long tree)
    {
        _trees.TryRemove(tree, out _);
        Interlocked.Increment(ref _ended);
    }

    internal bool Contains(long tree) => _trees.ContainsKey(tree);

    /// <summary>The trees that ran when this process started: one of them it must belong to, if it belongs to any.</summary>
    internal IEnumerable<TreeKey> CandidatesFor(ProcStat stat) =>
        Lives.Select(life => life.Key).Where(key => key.LeaderStartTicks <= stat.StartTicks);
}
