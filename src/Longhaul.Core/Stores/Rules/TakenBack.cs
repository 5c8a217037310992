using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>All that is concerned where members of a tree are taken back into work: they, and what came after them.</summary>
/// <param name="Members">They begin anew, those that were only to begin as well: what they would have begun with is no more.</param>
/// <param name="Running">They run with what was before: they go on, and go again afterwards.</param>
/// <param name="Stopping">They were expanded, and some of what they became runs: that is stopped, and then they go again.</param>
internal sealed record TakenBack(List<JobRecord> Members, List<JobRecord> Running, List<JobRecord> Stopping)
{
    public static TakenBack Of(TreeWalk walk, IReadOnlyList<JobRecord> start)
    {
        var all = walk.After(start);
        var below = walk.Below(all.FindAll(job => job.IsExpanded));
        var atWork = below.Where(member => member.State == JobState.Running).SelectMany(walk.Ancestors).Select(job => job.Id).ToHashSet();
        var gone = below.Select(job => job.Id).ToHashSet();
        all.RemoveAll(job => gone.Contains(job.Id));
        var kinds = all.ToLookup(job => job.State == JobState.Running ? 1 : job.IsExpanded && atWork.Contains(job.Id) ? 2 : 0);
        return new TakenBack([.. kinds[0]], [.. kinds[1]], [.. kinds[2]]);
    }
}
