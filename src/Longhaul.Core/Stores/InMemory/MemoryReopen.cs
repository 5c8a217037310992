using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Takes jobs that are over back into work.</summary>
internal sealed class MemoryReopen(MemoryTables tables, MemoryLife life, MemoryKeys keys)
{
    public ControlReply Reopen(long jobId, string actor)
    {
        if (tables.Find(jobId) is not { } job)
        {
            return ControlReplies.NotFound(jobId);
        }

        var reply = ReopenUnsaid(job);
        if (reply.Result == ControlResult.Done)
        {
            tables.AddAudit(actor, "JOB_RETRIED", $"job {jobId}");
        }

        return reply;
    }

    /// <summary>Takes a job back, or lets one that waits for its time go now; the audit log is the caller's.</summary>
    public ControlReply ReopenUnsaid(JobRecord job)
    {
        if (job.State == JobState.Scheduled)
        {
            life.Settle(job with { DueAt = null }, freshPosition: true);
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
        var below = members.Where(member => member.IsExpanded).SelectMany(Below).Select(member => member.Id).ToHashSet();
        members.RemoveAll(member => below.Contains(member.Id));
        var parents = members.SelectMany(Ancestors).Where(parent => parent.State.IsOver()).DistinctBy(parent => parent.Id).ToList();
        if ((Stopping(members) ?? Blocker(members) ?? KeyHolder(members.Concat(parents))) is { } refusal)
        {
            return refusal;
        }

        Reopen(rootId, members, parents, below, start);
        return ControlReplies.Done;
    }

    /// <summary>One that is at work with what members gave to it that are to be taken back; null for none.</summary>
    public JobRecord? RunsAfter(IReadOnlyList<JobRecord> start) => Closure(start).SelectMany(Dependents).FirstOrDefault(IsAtWork);

    /// <summary>It runs, or what it became does.</summary>
    public static bool IsAtWork(JobRecord job) => job.State == JobState.Running || (job.IsExpanded && !job.State.IsOver());

    /// <summary>For a container what did not end well below it, else the job.</summary>
    private List<JobRecord> Start(JobRecord job)
    {
        var start = job.IsContainer
            ? tables.Tree(job.RootId).Where(other => !other.IsContainer && other.State.IsOver() && !other.Satisfies
                && Ancestors(other).Any(parent => parent.Id == job.Id)).ToList()
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

    /// <summary>The jobs of the tree that are over and waited for this one, or for a container that it belongs to.</summary>
    private List<JobRecord> DependentsWithin(JobRecord job) =>
        Dependents(job).Where(other => other.State.IsOver() || other.State == JobState.AwaitingReview).ToList();

    private IEnumerable<JobRecord> Dependents(JobRecord job) => Ancestors(job).Prepend(job)
        .SelectMany(cause => tables.DependentsOf(cause.Id)).Select(edge => tables.Find(edge.JobId)).OfType<JobRecord>()
        .Where(other => other.RootId == job.RootId);

    private IEnumerable<JobRecord> Below(JobRecord job) => tables.Tree(job.RootId).Where(other => Ancestors(other).Any(parent => parent.Id == job.Id));

    private IEnumerable<JobRecord> Ancestors(JobRecord job)
    {
        for (var parent = Parent(job); parent is not null; parent = Parent(parent))
        {
            yield return parent;
        }
    }

    private JobRecord? Parent(JobRecord job) => job.ParentId is { } id ? tables.Find(id) : null;

    private ControlReply? Stopping(List<JobRecord> members) => members.SelectMany(Ancestors)
        .FirstOrDefault(parent => !parent.State.IsOver() && parent.CancelRequested) is { } stopping
            ? ControlReplies.Refused($"run {stopping.Id} is being cancelled; wait until it is over")
            : null;

    private ControlReply? Blocker(List<JobRecord> members)
    {
        var reopened = members.SelectMany(member => Ancestors(member).Prepend(member)).Select(member => member.Id).ToHashSet();
        var edges = members.SelectMany(member => tables.NeedsOf(member.Id).OrderBy(edge => edge.DependsOn)).Where(edge => !edge.OnAnyEnd && !reopened.Contains(edge.DependsOn));
        foreach (var edge in edges)
        {
            if (tables.Find(edge.DependsOn) is { } other && other.State.IsOver() && !other.Satisfies)
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
            if (keys.Holder(Retaken(job), except: job.Id) is { } holder)
            {
                return ControlReplies.Refused($"job {holder} holds the unique key of job {job.Id}; wait for it to end, or cancel it");
            }
        }

        return null;
    }

    private static IEnumerable<UniqueKey> Retaken(JobRecord job) => job.UniqueKeys.Where(key => key.Scope == UniqueScope.Unfinished);

    private void Reopen(long rootId, List<JobRecord> members, List<JobRecord> parents, HashSet<long> below, IReadOnlyList<JobRecord> start)
    {
        if (tables.Data.History.ContainsKey(rootId))
        {
            tables.MoveToOpen(rootId);
        }

        // What an expanded job became is no more, since it may be another thing this time.
        tables.RemoveMembers(rootId, below);
        foreach (var job in members.Concat(parents))
        {
            var collapses = job.IsExpanded && members.Contains(job);
            var fresh = Fresh(job) with { Checkpoint = (job.IsContainer && !collapses) || (start.Contains(job) && !job.State.Satisfies()) ? job.Checkpoint : null };
            tables.Put(collapses ? fresh with { IsContainer = false, OpenChildren = 0 } : fresh);
            keys.Take(job.Id, Retaken(job));
        }

        foreach (var id in members.Concat(parents).Select(job => job.ParentId).OfType<long>().Distinct())
        {
            Count(id, job => job with { OpenChildren = tables.Children(job).Count(child => !child.State.IsOver()) });
        }

        var waiting = members.Concat(parents).SelectMany(WaitingFor).Concat(members).Select(job => job.Id).Distinct().ToList();
        waiting.ForEach(id => Count(id, job => job with { WaitingFor = OpenNeeds(job) }));
        members.ForEach(member => life.Settle(tables.Data.Open[member.Id], freshPosition: true));
    }

    /// <summary>Open jobs that wait for another one yet: they wait for this one again.</summary>
    private IEnumerable<JobRecord> WaitingFor(JobRecord job) => tables.DependentsOf(job.Id)
        .Select(edge => tables.Data.Open.GetValueOrDefault(edge.JobId)).OfType<JobRecord>()
        .Where(other => other is { State: JobState.Blocked, WaitingFor: > 0 });

    private void Count(long id, Func<JobRecord, JobRecord> count) => tables.Put(count(tables.Data.Open[id]));

    private int OpenNeeds(JobRecord job) => tables.NeedsOf(job.Id).Count(edge => tables.Find(edge.DependsOn)?.State.IsOver() == false);

    private static JobRecord Fresh(JobRecord job) => job with
    {
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
