using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Takes jobs that are over back into work.</summary>
internal sealed class MemoryReopen(MemoryTables tables, MemoryLife life, MemoryKeys keys, MemoryControl control)
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

        if (job.State.Satisfies() && ItemStep.ListOf(job.Step) is { } list)
        {
            return ControlReplies.MadeOthers(job, list);
        }

        var start = Start(job);
        return start.Count == 0
            ? ControlReplies.Refused($"nothing in run {job.Id} failed or was cancelled; retry one of its steps to run from there")
            : TakeBack(job.RootId, start, goesOn: true);
    }

    /// <summary>Takes members of a tree back, and all of it that depends on them; the audit log is the caller's.</summary>
    public ControlReply TakeBack(long rootId, IReadOnlyList<JobRecord> start, bool goesOn)
    {
        var closure = Closure(start);
        var below = closure.Where(member => member.IsExpanded).SelectMany(life.Below).Select(member => member.Id).ToHashSet();
        closure.RemoveAll(member => below.Contains(member.Id));
        var running = closure.FindAll(member => member.State == JobState.Running);
        var stopping = closure.FindAll(member => member.IsExpanded && life.Below(member).Any(other => other.State == JobState.Running));
        var members = closure.Except(running).Except(stopping).ToList();
        var parents = members.SelectMany(life.Ancestors).Where(parent => parent.State.IsOver()).DistinctBy(parent => parent.Id).ToList();
        if ((Stopping(members) ?? Blocker(members) ?? KeyHolder(members.Concat(parents))) is { } refusal)
        {
            return refusal;
        }

        if (tables.Data.History.ContainsKey(rootId))
        {
            tables.MoveToOpen(rootId);
        }

        var free = Renew(members, parents, goesOn ? start : []);
        Count(members, parents, running);
        foreach (var container in stopping)
        {
            control.Stop(container, new JobError("cancelled", "what it comes from runs again"));
            tables.Put(tables.Data.Open[container.Id] with { WaitingFor = OpenNeeds(container) });
        }

        life.Admit(free);
        members.ForEach(member => life.Settle(tables.Data.Open[member.Id], freshPosition: true));
        return ControlReplies.Done;
    }

    /// <summary>A job that begins anew, with nothing of what it made.</summary>
    public static JobRecord Fresh(JobRecord job) => job with
    {
        State = JobState.Blocked,
        Error = null,
        Output = null,
        Artifacts = null,
        Checkpoint = null,
        CancelRequested = false,
        Admitted = false,
        Front = false,
        Tag = 0,
        Stage = null,
        Progress = null,
        EtaSeconds = null,
        FinishedAt = null,
        DueAt = null,
    };

    /// <summary>One that runs with what members gave to it that are to be taken back, or belongs to what does; null for none.</summary>
    public JobRecord? RunsAfter(IReadOnlyList<JobRecord> start) =>
        Closure(start) is var after ? after.Concat(after.Where(job => job.IsExpanded).SelectMany(life.Below).OrderBy(job => job.Id)).FirstOrDefault(job => job.State == JobState.Running) : null;

    /// <summary>For a container what did not end well below it, else the job.</summary>
    private List<JobRecord> Start(JobRecord job)
    {
        if (!job.IsContainer)
        {
            return [job];
        }

        var badly = tables.Tree(job.RootId).Where(other => other.State.IsOver() && !other.State.Satisfies() && !life.IsAllowed(other, job.Id) && life.Ancestors(other).Any(parent => parent.Id == job.Id));
        var causes = badly.Where(other => !other.IsContainer || other.IsExpanded).ToList();
        var explained = causes.SelectMany(life.Ancestors).Select(parent => parent.Id).ToHashSet();
        var start = causes.FindAll(other => !explained.Contains(other.Id));
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

    /// <summary>The jobs of the tree that were to come after this one, or after a container that it belongs to, and wait no more.</summary>
    private List<JobRecord> DependentsWithin(JobRecord job) => life.Ancestors(job).Prepend(job)
        .SelectMany(cause => tables.DependentsOf(cause.Id)).Select(edge => tables.Find(edge.JobId)).OfType<JobRecord>()
        .Where(other => other.RootId == job.RootId && (other.IsContainer ? other.State.IsOver() || other.IsExpanded : !(other.State == JobState.Blocked && other.WaitingFor > 0)))
        .ToList();

    private ControlReply? Stopping(List<JobRecord> members) => members.SelectMany(life.Ancestors)
        .FirstOrDefault(parent => !parent.State.IsOver() && parent.CancelRequested) is { } stopping
            ? ControlReplies.Refused($"run {stopping.Id} is being cancelled; wait until it is over")
            : null;

    private ControlReply? Blocker(List<JobRecord> members)
    {
        var reopened = members.SelectMany(member => life.Ancestors(member).Prepend(member)).Select(member => member.Id).ToHashSet();
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
            if (Retaken(job).Select(key => keys.Holder([key], except: job.Id)).FirstOrDefault(id => id is not null && !ComesAfter(job, id.Value)) is { } holder)
            {
                return ControlReplies.Refused($"job {holder} holds the unique key of job {job.Id}; wait for it to end, or cancel it");
            }
        }

        return null;
    }

    /// <summary>It waits for any end of the other one, as whoever has taken a key from another does, and so will again.</summary>
    private bool ComesAfter(JobRecord job, long other) => (job.IsContainer ? tables.Tree(job.RootId) : [job])
        .Any(member => tables.NeedsOf(member.Id).Contains(new DependencyEdge(member.Id, other, OnAnyEnd: true)));

    /// <summary>The keys that count for it again: those for the waiting as well, where it was cancelled before it began.</summary>
    private static IEnumerable<UniqueKey> Retaken(JobRecord job) =>
        job.UniqueKeys.Where(key => key.Scope == UniqueScope.Unfinished || (key.Scope == UniqueScope.Waiting && job is { Attempt: 0, StartedAt: null }));

    /// <summary>Makes them new, so that they stand nowhere yet; answers with the keys that this makes free.</summary>
    private HashSet<string> Renew(List<JobRecord> members, List<JobRecord> parents, IReadOnlyList<JobRecord> goingOn)
    {
        var free = new HashSet<string>();
        foreach (var job in members)
        {
            if (job.IsExpanded)
            {
                free.UnionWith(life.Collapse(job));
            }

            free.UnionWith(job.Admitted ? MemoryLife.FreedBy(job) : new HashSet<string>());
            var keepsTime = job is { State: JobState.Scheduled, Attempt: 0 };
            tables.Put(Fresh(tables.Data.Open[job.Id]) with
            {
                State = JobState.Scheduled,
                DueAt = keepsTime ? job.DueAt : null,
                Checkpoint = goingOn.Contains(job) && !job.State.Satisfies() ? job.Checkpoint : null,
            });
            keys.Take(job.Id, Retaken(job));
        }

        foreach (var parent in parents)
        {
            tables.Put(Fresh(parent) with { Checkpoint = parent.Checkpoint });
            keys.Take(parent.Id, Retaken(parent));
        }

        return free;
    }

    private void Count(List<JobRecord> members, List<JobRecord> parents, List<JobRecord> running)
    {
        foreach (var id in members.Concat(parents).Select(job => job.ParentId).OfType<long>().Distinct())
        {
            var container = tables.Data.Open[id];
            tables.Put(container with { OpenChildren = tables.Children(container).Count(child => !child.State.IsOver()) });
        }

        foreach (var id in members.Concat(parents).SelectMany(WaitingFor).Concat(members).Concat(running).Select(job => job.Id).Distinct().ToList())
        {
            var job = tables.Data.Open[id];
            tables.Put(job with { WaitingFor = OpenNeeds(job) });
        }
    }

    /// <summary>Open jobs that wait for another one yet: they wait for this one again.</summary>
    private IEnumerable<JobRecord> WaitingFor(JobRecord job) => tables.DependentsOf(job.Id)
        .Select(edge => tables.Data.Open.GetValueOrDefault(edge.JobId)).OfType<JobRecord>()
        .Where(other => other is { State: JobState.Blocked, WaitingFor: > 0 });

    private int OpenNeeds(JobRecord job) => tables.NeedsOf(job.Id).Count(edge => tables.Find(edge.DependsOn)?.State.IsOver() == false);
}
