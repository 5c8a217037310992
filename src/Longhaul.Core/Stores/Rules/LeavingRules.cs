using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>A line of jobs, one after another, stays one when somebody leaves it before he began.</summary>
internal sealed class LeavingRules(IStoreRows rows)
{
    /// <summary>
    /// The jobs for whose end one was to wait that was cancelled before it began, as far as they are not over. Who waits for any end of it must not begin
    /// beside them.
    /// </summary>
    public IReadOnlyList<long> StillBefore(JobRecord left)
    {
        if (left is not { State: JobState.Cancelled, ParentId: null })
        {
            return [];
        }

        List<JobRecord> members = left.IsContainer ? rows.Trees.Tree(left.Id) : [left];
        return members.Exists(member => member.Attempt > 0)
            ? []
            : [.. members.SelectMany(member => rows.Trees.NeedsOf(member.Id)).Where(edge => edge.OnAnyEnd).Select(edge => edge.DependsOn).Distinct().Order()
                .Select(rows.Jobs.Find).OfType<JobRecord>().SelectMany(need => need.State.IsOver() ? StillBefore(need) : [need.Id]).Distinct()];
    }

    /// <summary>Lets a job wait for any end of those as well that are still before one that left; answers with how many of them it did not wait for before.</summary>
    public int WaitAlso(long jobId, JobRecord left)
    {
        var before = StillBefore(left);
        var known = before.Count > 0 ? rows.Trees.NeedsOf(jobId).Select(edge => edge.DependsOn).ToList() : [];
        var more = before.Except(known).ToList();
        more.ForEach(id => rows.Trees.AddEdge(new DependencyEdge(jobId, id, OnAnyEnd: true)));
        return more.Count;
    }

    /// <summary>
    /// Whoever comes after another one has taken its key. Where he leaves, it goes back to the last one before him who is not over: else it would count for nobody,
    /// and the next one would begin beside that.
    /// </summary>
    public void GiveBack(JobRecord left)
    {
        var keys = left.Attempt == 0 ? left.UniqueKeys.Where(IsUnfinished).ToList() : [];
        var before = keys.Count > 0 ? StillBefore(left) : [];
        foreach (var id in before.OrderDescending())
        {
            var own = rows.Jobs.Find(id)!.UniqueKeys.Where(IsUnfinished).Select(key => key.Key);
            rows.Keys.Take(id, keys.Where(key => own.Contains(key.Key) && rows.Keys.Holder([key]) is null));
        }
    }

    private static bool IsUnfinished(UniqueKey key) => key.Scope == UniqueScope.Unfinished;
}
