using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Takes members of a tree back, and all of it that came after them.</summary>
internal sealed class TakeBackRules(IStoreRows rows)
{
    private readonly TreeWalk _walk = new(rows);

    /// <summary>Takes them back; the audit log is the caller's.</summary>
    /// <param name="rootId">The tree.</param>
    /// <param name="start">Its members.</param>
    /// <param name="goesOn">They go on with the same work, so that what an attempt kept for the next one is of use.</param>
    public ControlReply TakeBack(long rootId, IReadOnlyList<JobRecord> start, bool goesOn)
    {
        var taken = TakenBack.Of(_walk, start);
        var parents = taken.Members.SelectMany(_walk.Ancestors).Where(parent => parent.State.IsOver()).DistinctBy(parent => parent.Id).ToList();
        if ((Stopping(taken.Members) ?? Blocker(taken.Members) ?? KeyHolder(taken.Members.Concat(parents))) is { } refusal)
        {
            return refusal;
        }

        if (rows.Jobs.FindOpen(rootId) is null)
        {
            rows.Trees.MoveToOpen(rootId);
        }

        Reopen(taken, parents, goesOn ? start.Select(job => job.Id).ToHashSet() : []);
        return ControlReplies.Done;
    }

    private ControlReply? Stopping(List<JobRecord> members) => members.SelectMany(_walk.Ancestors)
        .FirstOrDefault(parent => !parent.State.IsOver() && parent.CancelRequested) is { } stopping
            ? ControlReplies.Refused($"run {stopping.Id} is being cancelled; wait until it is over")
            : null;

    private ControlReply? Blocker(List<JobRecord> members)
    {
        var reopened = members.SelectMany(member => _walk.Ancestors(member).Prepend(member)).Select(member => member.Id).ToHashSet();
        var edges = members.SelectMany(member => rows.Trees.NeedsOf(member.Id)).Where(edge => !edge.OnAnyEnd && !reopened.Contains(edge.DependsOn));
        foreach (var edge in edges)
        {
            if (rows.Jobs.Find(edge.DependsOn) is { } other && other.State.IsOver() && !other.Satisfies)
            {
                return ControlReplies.Refused(
                    $"job {edge.JobId} waits for job {other.Id}, which is {other.State.Name()}; retry that one, or the whole run");
            }
        }

        return null;
    }

    private ControlReply? KeyHolder(IEnumerable<JobRecord> jobs)
    {
        foreach (var job in jobs)
        {
            if (Retaken(job).Select(key => rows.Keys.Holder([key], except: job.Id)).FirstOrDefault(id => id is not null && !ComesAfter(job, id.Value)) is { } holder)
            {
                return ControlReplies.Refused($"job {holder} holds the unique key of job {job.Id}; wait for it to end, or cancel it");
            }
        }

        return null;
    }

    /// <summary>It waits for any end of the other one, as whoever has taken a key from another does, and so will again.</summary>
    private bool ComesAfter(JobRecord job, long other) =>
        (job.IsContainer ? rows.Trees.Tree(job.RootId) : [job]).Exists(member => rows.Trees.NeedsOf(member.Id).Exists(edge => edge.OnAnyEnd && edge.DependsOn == other));

    /// <summary>The keys that count for it again: those for the waiting as well, where it was cancelled before it began.</summary>
    private static IEnumerable<UniqueKey> Retaken(JobRecord job) =>
        job.UniqueKeys.Where(key => key.Scope == UniqueScope.Unfinished || (key.Scope == UniqueScope.Waiting && job is { Attempt: 0, StartedAt: null }));

    private void Reopen(TakenBack taken, List<JobRecord> parents, HashSet<long> goingOn)
    {
        var left = new ExpandRules(rows).Collapse(taken.Members.FindAll(member => member.IsExpanded));
        foreach (var job in taken.Members)
        {
            Renew(job, Fresh(rows.Jobs.FindOpen(job.Id)!, goingOn.Contains(job.Id)));
        }

        parents.ForEach(parent => Renew(parent, JobLife.Anew(rows.Jobs.FindOpen(parent.Id)!) with { Checkpoint = parent.Checkpoint }));
        Recount(taken, parents);
        taken.Stopping.ForEach(Stop);
        HandOn([.. taken.Members.Where(member => member.Admitted).SelectMany(JobLife.FreedBy).Concat(left).Distinct()]);
        taken.Members.ForEach(member => rows.Life.Settle(rows.Jobs.FindOpen(member.Id)!, freshPosition: true));
    }

    private void Renew(JobRecord job, JobRecord fresh)
    {
        rows.Jobs.Put(fresh);
        rows.Keys.Take(job.Id, Retaken(job));
    }

    private void Recount(TakenBack taken, List<JobRecord> parents)
    {
        var back = taken.Members.Concat(parents).ToList();
        foreach (var id in back.Select(job => job.ParentId).OfType<long>().Distinct())
        {
            Count(id, job => job with { OpenChildren = rows.Trees.CountOpenChildren(job.Id) });
        }

        var waiting = back.SelectMany(WaitingFor).Concat(taken.Members).Concat(taken.Running).Select(job => job.Id).Distinct().ToList();
        waiting.ForEach(CountNeeds);
    }

    /// <summary>Open jobs that wait for another one yet: they wait for this one again.</summary>
    private IEnumerable<JobRecord> WaitingFor(JobRecord job) => rows.Trees.DependentsOf(job.Id)
        .Select(edge => rows.Jobs.FindOpen(edge.JobId)).OfType<JobRecord>()
        .Where(other => other is { State: JobState.Blocked, WaitingFor: > 0 });

    private void Stop(JobRecord expanded)
    {
        new ControlRules(rows).Stop(rows.Jobs.FindOpen(expanded.Id)!, JobLife.TakenBackError);
        CountNeeds(expanded.Id);
    }

    private void HandOn(List<string> keys)
    {
        if (keys.Count > 0)
        {
            rows.Life.Admit(keys);
        }
    }

    private void CountNeeds(long id) => Count(id, job => job with { WaitingFor = _walk.OpenNeeds(job) });

    private void Count(long id, Func<JobRecord, JobRecord> count) => rows.Jobs.Put(count(rows.Jobs.FindOpen(id)!));

    /// <summary>
    /// Stands in no line until it is settled. One that was never claimed keeps its time, which is its own; that of another one is when its next attempt
    /// was to be.
    /// </summary>
    private static JobRecord Fresh(JobRecord job, bool goesOn) => JobLife.Anew(job) with
    {
        Checkpoint = goesOn && !job.State.Satisfies() ? job.Checkpoint : null,
        State = JobState.Scheduled,
        DueAt = job is { State: JobState.Scheduled, Attempt: 0 } ? job.DueAt : null,
    };
}
