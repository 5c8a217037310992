using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>New jobs.</summary>
internal sealed class IntakeRules(IStoreRows rows)
{
    private readonly Dictionary<long, JobRecord> _causes = [];
    private readonly ReplaceRules _replacing = new(rows);
    private readonly AtLimitRules _limits = new(rows);
    private int _begun;

    /// <summary>Nobody keeps the first one out by a key: the caller has looked, and lets it come after whoever holds one.</summary>
    public bool IsFirstNew { get; init; }

    public IReadOnlyList<Enqueued> Enqueue(IReadOnlyList<NewJob> jobs)
    {
        NewJobRules.Check(jobs);
        rows.Life.HandOn(jobs.Select(job => job.Slots));
        var atOnce = jobs.All(job => job.DependsOn.Count == 0);
        var replies = new List<Enqueued>(jobs.Count);
        foreach (var job in jobs)
        {
            var existing = IsFirstNew && replies.Count == 0 ? null : Existing(job, replies);
            replies.Add(existing ?? Answer(job, Holder(job), replies, atOnce));
        }

        if (!atOnce)
        {
            BeginAll(replies);
        }

        EndEmpty(jobs, replies);
        return replies;
    }

    /// <summary>Ends new containers that have nothing to wait for, since all that was to be in them was there already; the innermost first.</summary>
    private void EndEmpty(IReadOnlyList<NewJob> jobs, List<Enqueued> replies)
    {
        for (var i = replies.Exists(reply => reply.Existed) ? jobs.Count - 1 : -1; i >= 0; i--)
        {
            if (jobs[i].IsContainer && !replies[i].Existed && rows.Jobs.FindOpen(replies[i].Id) is { State: JobState.Blocked, OpenChildren: 0 } empty)
            {
                rows.Life.End(empty, JobState.Completed, null);
            }
        }
    }

    private Enqueued? Existing(NewJob job, List<Enqueued> replies)
    {
        if (job.Parent?.Index is { } index && replies[index].Existed)
        {
            return replies[index];
        }

        var skipping = job.UniqueKeys.Where(key => key.OnConflict == UniqueConflict.Skip);
        return rows.Keys.Holder(skipping) is { } holder ? new Enqueued(holder, true) : null;
    }

    /// <summary>Adds a job, behind the one whose key it takes where that is not over; or lets that one become the new one.</summary>
    private Enqueued Answer(NewJob job, JobRecord? holder, List<Enqueued> replies, bool atOnce)
    {
        // One that was claimed a moment after its key was looked up stands in the way of a key for the waiting no more.
        var began = holder?.Attempt > 0 && job.UniqueKeys.Any(key => key is { OnConflict: not UniqueConflict.Skip, Scope: UniqueScope.Waiting });
        if (holder is null || holder.State.IsOver() || began)
        {
            return AtLimitRules.Concerns(job, rows.Now) ? AddWithin(job, replies, atOnce) : new Enqueued(Add(job, replies, atOnce), EnqueueResult.Added);
        }

        if (job.DependsOn.Count > 0 || _causes.ContainsKey(holder.Id) || !ReplaceRules.MayBeReplaced(holder))
        {
            var following = job with { DependsOn = [.. job.DependsOn, new Dependency(JobRef.To(holder.Id), OnAnyEnd: true)] };
            return new Enqueued(Add(following, replies, atOnce), EnqueueResult.Added);
        }

        return Replace(holder, job);
    }

    /// <summary>
    /// Adds a job unless one of its keys is at its limit and that says else. All before it in the call stand where they belong by then, so that it is
    /// known which keys are.
    /// </summary>
    private Enqueued AddWithin(NewJob job, List<Enqueued> replies, bool atOnce)
    {
        if (!atOnce)
        {
            BeginAll(replies);
        }

        var full = _limits.Full(job);
        if (full[AtLimit.Drop].FirstOrDefault() is { } key)
        {
            return new Enqueued(_limits.Before(key), EnqueueResult.Dropped);
        }

        if (_limits.Replaceable(full[AtLimit.Replace]) is { } waiting)
        {
            return Replace(waiting, job);
        }

        var id = Add(job, replies, atOnce: true);
        _limits.CancelHolders(full[AtLimit.CancelRunning], id);
        return new Enqueued(id, EnqueueResult.Added);
    }

    private Enqueued Replace(JobRecord waiting, NewJob job)
    {
        _replacing.Replace(waiting, job);
        rows.Keys.Take(waiting.Id, job.UniqueKeys.Where(key => key.OnConflict == UniqueConflict.Skip));
        return new Enqueued(waiting.Id, EnqueueResult.Replaced);
    }

    /// <summary>Who holds the key by which a job replaces another; null for nobody, and for one that left the open jobs.</summary>
    private JobRecord? Holder(NewJob job) =>
        job.UniqueKeys.Any(key => key.OnConflict != UniqueConflict.Skip)
        && rows.Keys.Holder(job.UniqueKeys.Where(key => key.OnConflict != UniqueConflict.Skip)) is { } id
            ? rows.Jobs.FindOpen(id)
            : null;

    /// <summary>
    /// Writes a job. Where none of the call depends on anything it stands at once where it belongs, which halves the writing;
    /// else only once all of the call are there.
    /// </summary>
    private long Add(NewJob job, List<Enqueued> replies, bool atOnce)
    {
        var id = rows.NextNumber();
        var parent = job.Parent is { } reference ? OpenContainer(IdOf(reference, replies)) : null;
        var record = NewRecord.Of(job, id, parent, rows.Now) with { WaitingFor = Connect(id, job, replies) };
        rows.Jobs.Insert(atOnce ? rows.Life.Placed(record, freshPosition: false) : InLine(record));
        if (parent is not null)
        {
            rows.Jobs.Put(parent with { OpenChildren = parent.OpenChildren + 1 });
        }

        rows.Keys.Take(id, job.UniqueKeys);
        return id;
    }

    /// <summary>Where it waits for keys only it is in their lines already, and not before everybody else.</summary>
    private JobRecord InLine(JobRecord record) => record is { WaitingFor: 0, Slots.Count: > 0 } ? record with { Tag = rows.Slots.NextTag(record) } : record;

    /// <summary>Lets those of the call's new jobs that are not yet so stand where they belong, in their order.</summary>
    private void BeginAll(List<Enqueued> replies)
    {
        for (; _begun < replies.Count; _begun++)
        {
            if (!replies[_begun].Existed)
            {
                Begin(replies[_begun].Id);
            }
        }
    }

    /// <summary>Lets a new job stand where it belongs; an earlier one of the call may have ended or released it, a later one replaced it.</summary>
    private void Begin(long id)
    {
        if (rows.Jobs.FindOpen(id) is not { State: JobState.Blocked } job)
        {
            return;
        }

        if (_causes.TryGetValue(id, out var cause))
        {
            rows.Life.End(job, JobState.Cancelled, JobLife.DependencyError(cause));
        }
        else
        {
            rows.Jobs.Put(rows.Life.Placed(job, freshPosition: false));
        }
    }

    /// <summary>Notes what the job waits for, and what of it has ended badly already.</summary>
    /// <returns>How many of the dependencies are not over.</returns>
    private int Connect(long jobId, NewJob job, List<Enqueued> replies)
    {
        var waitingFor = 0;
        foreach (var (id, onAnyEnd) in job.DependsOn.Select(one => (Id: IdOf(one.Job, replies), one.OnAnyEnd)).DistinctBy(one => one.Id))
        {
            var other = rows.Jobs.Find(id) ?? throw new RefusedException($"there is no job {id} to depend on");
            rows.Trees.AddEdge(new DependencyEdge(jobId, id, onAnyEnd));
            waitingFor += other.State.IsOver() ? 0 : 1;
            if (other.State.IsOver() && !other.Satisfies && !onAnyEnd)
            {
                _causes.TryAdd(jobId, other);
            }
        }

        return waitingFor;
    }

    private JobRecord OpenContainer(long id) => rows.Jobs.Find(id) switch
    {
        null => throw new RefusedException($"there is no job {id} to be the parent"),
        { IsContainer: false } => throw new RefusedException($"job {id} is no container, so it cannot be a parent"),
        { } job when job.State.IsOver() => throw new RefusedException($"job {id} is {job.State.Name()}, so nothing can be added to it"),
        { CancelRequested: true } => throw new RefusedException($"job {id} is being cancelled, so nothing can be added to it"),
        { } job => job,
    };

    private static long IdOf(JobRef reference, List<Enqueued> replies) => reference.Id ?? replies[reference.Index!.Value].Id;
}
