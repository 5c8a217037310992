using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>From a member of a tree to others of the same tree.</summary>
internal sealed class TreeWalk(IStoreRows rows)
{
    /// <summary>The containers that a job belongs to, the nearest first.</summary>
    public IEnumerable<JobRecord> Ancestors(JobRecord job)
    {
        for (var parent = Parent(job); parent is not null; parent = Parent(parent))
        {
            yield return parent;
        }
    }

    /// <summary>It did not end well, and its run went on all the same: it may fail, or belongs to what may.</summary>
    /// <param name="job">The job.</param>
    /// <param name="within">Only what belongs to this is looked at; null for all.</param>
    public bool IsAllowed(JobRecord job, long? within = null) => !job.State.Satisfies() && job.State.IsOver()
        && Ancestors(job).Prepend(job).TakeWhile(one => one.Id != within).Any(one => one.State.IsOver() && one.Satisfies);

    /// <summary>The jobs of the tree that are to come after this one, or after a container that it belongs to.</summary>
    public IEnumerable<JobRecord> Dependents(JobRecord job) => Ancestors(job).Prepend(job)
        .SelectMany(cause => rows.Trees.DependentsOf(cause.Id)).Select(edge => rows.Jobs.Find(edge.JobId)).OfType<JobRecord>()
        .Where(other => other.RootId == job.RootId);

    /// <summary>Members of a tree, and all of it that came after them and waits for them no more, in the order of ids.</summary>
    public List<JobRecord> After(IEnumerable<JobRecord> start)
    {
        var found = new SortedDictionary<long, JobRecord>();
        var open = new Queue<JobRecord>(start);
        while (open.TryDequeue(out var next))
        {
            if (found.TryAdd(next.Id, next))
            {
                Dependents(next).Where(IsPastWaiting).ToList().ForEach(open.Enqueue);
            }
        }

        return [.. found.Values];
    }

    /// <summary>All that is below some members of one tree, however deep.</summary>
    public List<JobRecord> Below(IReadOnlyList<JobRecord> members)
    {
        if (members.Count == 0)
        {
            return [];
        }

        // A child is younger than its parent, so one walk in the order of ids finds all; one of the members may be below another.
        var above = members.Select(member => member.Id).ToHashSet();
        var below = new List<JobRecord>();
        foreach (var job in rows.Trees.Tree(members[0].RootId).Where(job => job.ParentId is { } parent && above.Contains(parent)))
        {
            above.Add(job.Id);
            below.Add(job);
        }

        return below;
    }

    /// <summary>How many of those that a job needs are not over.</summary>
    public int OpenNeeds(JobRecord job) => rows.Trees.NeedsOf(job.Id).Count(edge => rows.Jobs.Find(edge.DependsOn)?.State.IsOver() == false);

    /// <summary>It has had its turn, or nothing that it needs keeps it from having it. A mere container that is not over has nothing of its own to begin.</summary>
    private static bool IsPastWaiting(JobRecord job) =>
        job.State != JobState.Blocked || job.IsExpanded || job is { IsContainer: false, WaitingFor: 0 };

    private JobRecord? Parent(JobRecord job) => job.ParentId is { } id ? rows.Jobs.Find(id) : null;
}
