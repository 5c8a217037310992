namespace Longhaul.Cli.Output;

/// <summary>The order in which the members of a run are shown: each below the one that it belongs to, with how deep it stands.</summary>
internal static class TreeOrder
{
    public static IEnumerable<(JobRecord Job, int Depth)> Of(IReadOnlyList<JobRecord> tree)
    {
        var children = tree.ToLookup(job => job.ParentId);
        return tree.Where(job => job.ParentId is null).SelectMany(root => Walk(root, 0, children));
    }

    private static IEnumerable<(JobRecord Job, int Depth)> Walk(JobRecord job, int depth, ILookup<long?, JobRecord> children) =>
        children[job.Id].SelectMany(child => Walk(child, depth + 1, children)).Prepend((job, depth));
}
