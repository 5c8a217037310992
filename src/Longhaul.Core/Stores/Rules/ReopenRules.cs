using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Takes jobs that are over back into work.</summary>
internal sealed class ReopenRules(IStoreRows rows)
{
    public ControlReply Reopen(long jobId, string actor)
    {
        if (rows.Jobs.Find(jobId) is not { } job)
        {
            return ControlReplies.NotFound(jobId);
        }

        var reply = ReopenUnsaid(job);
        if (reply.Result == ControlResult.Done)
        {
            rows.Audit.Add(actor, "JOB_RETRIED", $"job {jobId}");
        }

        return reply;
    }

    /// <summary>Takes a job back, or lets one that waits for its time go now; the audit log is the caller's.</summary>
    public ControlReply ReopenUnsaid(JobRecord job)
    {
        if (job.State == JobState.Scheduled)
        {
            rows.Life.Settle(job with { DueAt = null }, freshPosition: true);
            return ControlReplies.Done;
        }

        if (!job.State.IsOver())
        {
            return ControlReplies.Refused($"job {job.Id} is {job.State.Name()}; only a job that is over, or waits for its time, can be retried");
        }

        var start = Start(job);
        return start.Count == 0
            ? ControlReplies.Refused($"nothing in run {job.Id} failed or was cancelled; retry one of its steps to run from there")
            : TakeBack(job.RootId, start);
    }

    /// <summary>Takes members of a tree back, and all of it that depends on them; the audit log is the caller's.</summary>
    public ControlReply TakeBack(long rootId, IReadOnlyList<JobRecord> start)
    {
        var members = Closure(start);
        var expanded = members.FindAll(member => member.IsExpanded);
        var below = new ExpandRules(rows).Below(expanded).Select(member => member.Id).ToHashSet();
        members.RemoveAll(member => below.Contains(member.Id));
        var parents = members.SelectMany(Ancestors).Where(parent => parent.State.IsOver()).DistinctBy(parent => parent.Id).ToList();
        if ((Stopping(members) ?? Blocker(members) ?? KeyHolder(members.Concat(parents))) is { } refusal)
        {
            return refusal;
        }

        Reopen(rootId, members, parents, expanded, start);
        return ControlReplies.Done;
    }

    /// <summary>The steps of a run that have had their turn, or wait for a person; a mere container goes again with what is in it.</summary>
    public List<JobRecord> Begun(JobRecord run) => rows.Trees.Tree(run.Id)
        .FindAll(step => (!step.IsContainer || step.IsExpanded) && (step.State.IsOver() || step.State == JobState.AwaitingReview));

    /// <summary>One that is at work with what a run, or members that are to be taken back, gave to it; null for none.</summary>
    public JobRecord? RunsAfter(JobRecord job, IReadOnlyList<JobRecord> start) => job.IsContainer
        ? rows.Trees.Tree(job.RootId).Find(IsAtWork)
        : Closure(start).SelectMany(Dependents).FirstOrDefault(IsAtWork);

    private static bool IsAtWork(JobRecord job) => job.State == JobState.Running || (job.IsExpanded && !job.State.IsOver());

    /// <summary>
    /// For a container what did not end well below it, where there is such, else the job. A run of which all ended well has nothing to take back.
    /// </summary>
    private List<JobRecord> Start(JobRecord job)
    {
        var start = job.IsContainer
            ? rows.Trees.Tree(job.RootId).FindAll(other => !other.IsContainer && other.State.IsOver() && !other.Satisfies
                && Ancestors(other).Any(parent => parent.Id == job.Id))
            : [job];
        return start.Count == 0 && job.IsExpanded ? [job] : start;
    }

    /// <summary>Members of a tree, and all of it that depends on them and has had its turn.</summary>
    private List<JobRecord> Closure(IReadOnlyList<JobRecord> start)
    {
        var found = new SortedDictionary<long, JobRecord>();
        var open = new Queue<JobRecord>(start);
        while (open.TryDequeue(out var next))
        {
            if (found.TryAdd(next.Id, next))
            {
                DependentsWithin(next).ForEach(open.Enqueue);
            }
        }

        return found.Values.ToList();
    }

    /// <summary>The jobs of the tree that have had their turn and waited for this one, or for a container that it belongs to.</summary>
    private List<JobRecord> DependentsWithin(JobRecord job) =>
        Dependents(job).Where(other => other.State.IsOver() || other.State == JobState.AwaitingReview).ToList();

    private IEnumerable<JobRecord> Dependents(JobRecord job) => Ancestors(job).Prepend(job)
        .SelectMany(cause => rows.Trees.DependentsOf(cause.Id)).Select(edge => rows.Jobs.Find(edge.JobId)).OfType<JobRecord>()
        .Where(other => other.RootId == job.RootId);

    private IEnumerable<JobRecord> Ancestors(JobRecord job)
    {
        for (var parent = Parent(job); parent is not null; parent = Parent(parent))
        {
            yield return parent;
        }
    }

    private JobRecord? Parent(JobRecord job) => job.ParentId is { } id ? rows.Jobs.Find(id) : null;

    private ControlReply? Stopping(List<JobRecord> members) => members.SelectMany(Ancestors)
        .FirstOrDefault(parent => !parent.State.IsOver() && parent.CancelRequested) is { } stopping
            ? ControlReplies.Refused($"run {stopping.Id} is being cancelled; wait until it is over")
            : null;

    private ControlReply? Blocker(List<JobRecord> members)
    {
        var reopened = members.SelectMany(member => Ancestors(member).Prepend(member)).Select(member => member.Id).ToHashSet();
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
            if (rows.Keys.Holder(Retaken(job), except: job.Id) is { } holder)
            {
                return ControlReplies.Refused($"job {holder} holds the unique key of job {job.Id}; wait for it to end, or cancel it");
            }
        }

        return null;
    }

    private static IEnumerable<UniqueKey> Retaken(JobRecord job) => job.UniqueKeys.Where(key => key.Scope == UniqueScope.Unfinished);

    private void Reopen(long rootId, List<JobRecord> members, List<JobRecord> parents, List<JobRecord> expanded, IReadOnlyList<JobRecord> start)
    {
        if (rows.Jobs.FindOpen(rootId) is null)
        {
            rows.Trees.MoveToOpen(rootId);
        }

        new ExpandRules(rows).Collapse(expanded);
        foreach (var job in members.Concat(parents))
        {
            rows.Jobs.Put(Fresh(rows.Jobs.FindOpen(job.Id)!, goesOn: start.Any(one => one.Id == job.Id)));
            rows.Keys.Take(job.Id, Retaken(job));
        }

        foreach (var id in members.Concat(parents).Select(job => job.ParentId).OfType<long>().Distinct())
        {
            Count(id, job => job with { OpenChildren = rows.Trees.CountOpenChildren(job.Id) });
        }

        var waiting = members.Concat(parents).SelectMany(WaitingFor).Concat(members).Select(job => job.Id).Distinct().ToList();
        waiting.ForEach(id => Count(id, job => job with { WaitingFor = OpenNeeds(job) }));
        members.ForEach(member => rows.Life.Settle(rows.Jobs.FindOpen(member.Id)!, freshPosition: true));
    }

    /// <summary>Open jobs that wait for another one yet: they wait for this one again.</summary>
    private IEnumerable<JobRecord> WaitingFor(JobRecord job) => rows.Trees.DependentsOf(job.Id)
        .Select(edge => rows.Jobs.FindOpen(edge.JobId)).OfType<JobRecord>()
        .Where(other => other is { State: JobState.Blocked, WaitingFor: > 0 });

    private void Count(long id, Func<JobRecord, JobRecord> count) => rows.Jobs.Put(count(rows.Jobs.FindOpen(id)!));

    private int OpenNeeds(JobRecord job) => rows.Trees.NeedsOf(job.Id).Count(edge => rows.Jobs.Find(edge.DependsOn)?.State.IsOver() == false);

    // What an attempt kept for the next one is of use only where that goes on with the same work: not after a success, nor after what came before has changed.
    private static JobRecord Fresh(JobRecord job, bool goesOn) => job with
    {
        Checkpoint = job.IsContainer || (goesOn && !job.State.Satisfies()) ? job.Checkpoint : null,
        State = JobState.Blocked,
        Error = null,
        Output = null,
        Artifacts = null,
        CancelRequested = false,
        Stage = null,
        Progress = null,
        EtaSeconds = null,
        FinishedAt = null,
        DueAt = null,
    };
}
