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

    /// <summary>Jobs that were expanded and are to run again: what they became is no more, since it may be another thing this time. None of it runs.</summary>
    /// <returns>The keys under which that leaves room.</returns>
    public List<string> Collapse(IReadOnlyList<JobRecord> expanded)
    {
        var below = new TreeWalk(rows).Below(expanded);
        if (expanded.Count == 0)
        {
            return [];
        }

        // What waits, or was to begin, stands in lines that it has to leave.
        below.FindAll(job => !job.State.IsOver()).ForEach(job => rows.Jobs.Put(job with { State = JobState.Cancelled, Admitted = false }));
        rows.Trees.RemoveMembers(below.ConvertAll(job => job.Id));
        foreach (var job in expanded)
        {
            rows.Jobs.Replace(rows.Jobs.FindOpen(job.Id)! with { IsContainer = false, OpenChildren = 0 });
        }

        return [.. below.Where(job => job.Admitted).SelectMany(JobLife.FreedBy)];
    }
}
