using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Jobs that become containers of others, and those that were taken back.</summary>
internal sealed class ExpandRules(IStoreRows rows)
{
    /// <summary>A job whose attempt is over becomes the container of the jobs that it spawns.</summary>
    public void Expand(JobRecord job, Outcome outcome)
    {
        if (job.Slots.Count > 0)
        {
            rows.Jobs.Put(job with { State = JobState.Scheduled, Admitted = false });
        }

        rows.Jobs.Replace(job with
        {
            IsContainer = true,
            State = JobState.Blocked,
            Input = outcome.Input ?? job.Input,
            Slots = [],
            Admitted = false,
            Error = null,
            Stage = null,
            Progress = null,
            EtaSeconds = null,
        });
        new IntakeRules(rows).Enqueue([.. AtLimitRules.Waiting(outcome.Spawn).Select(child => child with { Parent = JobRef.To(job.Id) })]);
        if (rows.Jobs.FindOpen(job.Id) is { State: JobState.Blocked, OpenChildren: 0 } empty)
        {
            rows.Life.End(empty, JobState.Completed, null);
        }
    }

    /// <summary>Jobs that were expanded and are to run again: what they became is no more, since it may be another thing this time.</summary>
    public void Collapse(IReadOnlyList<JobRecord> expanded)
    {
        if (expanded.Count == 0)
        {
            return;
        }

        rows.Trees.RemoveMembers(Below(expanded).ConvertAll(job => job.Id));
        foreach (var job in expanded)
        {
            rows.Jobs.Replace(rows.Jobs.FindOpen(job.Id)! with { IsContainer = false, OpenChildren = 0 });
        }
    }

    /// <summary>All that is below some members of one tree, however deep.</summary>
    public List<JobRecord> Below(IReadOnlyList<JobRecord> members)
    {
        if (members.Count == 0)
        {
            return [];
        }

        // A child is younger than its parent, so one walk in the order of ids finds all.
        var above = members.Select(member => member.Id).ToHashSet();
        return rows.Trees.Tree(members[0].RootId).FindAll(job => job.ParentId is { } parent && above.Contains(parent) && above.Add(job.Id));
    }
}
