using System.Globalization;

namespace Longhaul.Cli.Output;

/// <summary>What the members of a run cost: a step that stands for others as much as these, and the run also what belongs to items that are no more.</summary>
/// <param name="tree">The members.</param>
/// <param name="byJob">What each cost that cost something.</param>
/// <param name="all">What all of it cost.</param>
internal sealed class RunCosts(IReadOnlyList<JobRecord> tree, IReadOnlyList<CostSum> byJob, IReadOnlyList<CostSum> all)
{
    private readonly ILookup<long, CostSum> _byJob = byJob.ToLookup(sum => long.Parse(sum.Key, CultureInfo.InvariantCulture));
    private readonly ILookup<long?, JobRecord> _children = tree.ToLookup(job => job.ParentId);

    public bool IsThere => all.Count > 0;

    /// <summary>What was spent by jobs that are no more, since the list of which they were items has begun anew.</summary>
    public IReadOnlyList<CostSum> OfGone()
    {
        var members = tree.Select(job => job.Id).ToHashSet();
        return members.Count == 0 ? [] : ByCurrency(_byJob.Where(one => !members.Contains(one.Key)).SelectMany(one => one));
    }

    /// <summary>What a job cost, with all that belongs to it, in each currency.</summary>
    public IReadOnlyList<CostSum> Of(JobRecord job) => job switch
    {
        { ParentId: null } => all,
        { IsContainer: true } => ByCurrency(Within(job)),
        _ => [.. _byJob[job.Id]],
    };

    private IEnumerable<CostSum> Within(JobRecord job) => _byJob[job.Id].Concat(_children[job.Id].SelectMany(Within));

    private static IReadOnlyList<CostSum> ByCurrency(IEnumerable<CostSum> sums) =>
        [.. sums.GroupBy(sum => sum.Currency).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => new CostSum("", same.Key, same.Sum(sum => sum.Amount), same.Sum(sum => sum.Count)))];
}
