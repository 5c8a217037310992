namespace Longhaul.Worker.Memory;

/// <summary>
/// Chooses whom to kill at the hard limit: the job that holds the most above its share, where that helps. A job's share is what its kind declares, always; or what
/// the kind was seen to take, but only while all that is promised so fits under the limit. Where it does not, what was seen protects nobody.
/// </summary>
internal static class MemoryVictim
{
    // What frees less than that only puts off the next look.
    private const int LeastPart = 20;

    /// <summary>The job to kill; null where nobody's end would help.</summary>
    public static (JobTree Tree, long ShareBytes)? Choose(IReadOnlyCollection<JobTree> trees, MemoryUse use, long hardBytes, PeakBook peaks)
    {
        var promised = use.Own + use.Others + trees.Sum(tree => tree.AllowedBytes ?? peaks.Of(tree.Kind));
        var fits = promised <= hardBytes;
        var greediest = trees
            .Select(tree => (Tree: tree, Share: tree.AllowedBytes ?? (fits ? peaks.Of(tree.Kind) : 0), Held: tree.HeldBytes))
            .Where(one => one.Held > one.Share && Helps(one.Held, use, hardBytes))
            .OrderByDescending(one => one.Held - one.Share)
            // Of two that are alike, the newer has done less.
            .ThenByDescending(one => one.Tree.Attempt.JobId)
            .FirstOrDefault();
        return greediest.Tree is null ? null : (greediest.Tree, greediest.Share);
    }

    // Where the memory is not the jobs' (files in memory, the kernel, other programs of the container), small jobs are not ended one after the other for nothing.
    private static bool Helps(long held, MemoryUse use, long hardBytes) =>
        use.Jobs >= use.Total / 2 || held >= Math.Max(use.Total - hardBytes, hardBytes / LeastPart);
}
