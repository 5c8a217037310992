using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>New jobs.</summary>
internal sealed class MemoryIntake(MemoryTables tables, MemoryLife life, MemoryKeys keys, MemoryControl control)
{
    private bool _atOnce;
    private bool _isFirstNew;

    /// <param name="jobs">The jobs.</param>
    /// <param name="isFirstNew">The first one is new, whoever holds a key of it: it comes after that one.</param>
    public IReadOnlyList<Enqueued> Enqueue(IReadOnlyList<NewJob> jobs, bool isFirstNew = false)
    {
        _isFirstNew = isFirstNew;
        NewJobRules.Check(jobs);
        life.HandOn(jobs.Select(job => job.Slots));
        var replies = new List<Enqueued>(jobs.Count);
        var causes = new Dictionary<long, JobRecord>();
        _atOnce = jobs.All(job => job.DependsOn.Count == 0);
        foreach (var job in jobs)
        {
            replies.Add(Answer(job, replies, causes));
        }

        BeginAll(replies, causes);
        foreach (var (job, reply) in jobs.Zip(replies).Reverse().Where(pair => pair.First.IsContainer && !pair.Second.Existed))
        {
            // All that was to be in it was there already.
            if (tables.Data.Open.TryGetValue(reply.Id, out var container) && tables.Children(container).All(child => child.State.IsOver()))
            {
                life.End(container, JobState.Completed, null);
            }
        }

        return replies;
    }

    private void BeginAll(List<Enqueued> replies, Dictionary<long, JobRecord> causes)
    {
        foreach (var reply in replies.Where(reply => !_atOnce && !reply.Existed))
        {
            Begin(reply.Id, causes.GetValueOrDefault(reply.Id));
        }
    }

    /// <summary>
    /// Lets a new job stand where it belongs, once all of the call are there: an earlier one may have ended or released it already, a later
    /// one replaced it.
    /// </summary>
    private void Begin(long id, JobRecord? cause)
    {
        if (!tables.Data.Open.TryGetValue(id, out var job) || job.State != JobState.Blocked)
        {
            return;
        }

        if (cause is not null)
        {
            life.End(job, JobState.Cancelled, MemoryLife.DependencyError(cause));
        }
        else
        {
            life.Place(job, freshPosition: false);
        }
    }

    private Enqueued Answer(NewJob job, List<Enqueued> replies, Dictionary<long, JobRecord> causes)
    {
        if (job.Parent?.Index is { } index && replies[index].Existed)
        {
            return replies[index];
        }

        var skipping = job.UniqueKeys.Where(key => key.OnConflict == UniqueConflict.Skip).ToList();
        if (!(_isFirstNew && replies.Count == 0) && keys.Holder(skipping) is { } there)
        {
            return new Enqueued(there, EnqueueResult.Existed);
        }

        var holder = keys.Holder(job.UniqueKeys.Except(skipping)) is { } id ? tables.Data.Open.GetValueOrDefault(id) : null;
        var replacing = job.UniqueKeys.FirstOrDefault(key => key.OnConflict != UniqueConflict.Skip);
        if (holder is null || holder.State.IsOver() || (replacing.Scope == UniqueScope.Waiting && holder.Attempt > 0))
        {
            return AddWithin(job, replies, causes);
        }

        if (job.DependsOn.Count > 0 || holder.IsContainer || holder.ParentId is not null || holder.Attempt > 0 || causes.ContainsKey(holder.Id))
        {
            var following = job with { DependsOn = [.. job.DependsOn, new Dependency(JobRef.To(holder.Id), OnAnyEnd: true)] };
            return new Enqueued(Add(following, replies, causes), EnqueueResult.Added);
        }

        return Replaced(holder, job, skipping);
    }

    private Enqueued Replaced(JobRecord holder, NewJob job, List<UniqueKey> skipping)
    {
        Replace(holder, job);
        keys.Take(holder.Id, skipping);
        return new Enqueued(holder.Id, EnqueueResult.Replaced);
    }

    /// <summary>Adds a job, unless a key of it is at its limit and that says else.</summary>
    private Enqueued AddWithin(NewJob job, List<Enqueued> replies, Dictionary<long, JobRecord> causes)
    {
        var isLookedAt = job.DependsOn.Count == 0 && (Due(job) is not { } due || due <= tables.Now) && job.Slots.Any(slot => slot.AtLimit != AtLimit.Wait);
        if (!isLookedAt)
        {
            return new Enqueued(Add(job, replies, causes), EnqueueResult.Added);
        }

        BeginAll(replies, causes);
        var full = job.Slots.Where(slot => !life.HasRoom(slot, jobId: 0)
            || (tables.IsPaused(job.Tenant) && life.Holders(slot.Key).Concat(InLine(slot.Key)).Take(slot.Limit).Count() == slot.Limit)).ToList();
        if (full.FindIndex(slot => slot.AtLimit == AtLimit.Drop) is var drop and >= 0)
        {
            return new Enqueued(life.Holders(full[drop].Key).Concat(InLine(full[drop].Key)).First().Id, EnqueueResult.Dropped);
        }

        foreach (var slot in full.Where(slot => slot.AtLimit == AtLimit.Replace))
        {
            var first = life.Waiting().FirstOrDefault(other => other.Slots.Any(own => own.Key == slot.Key)
                && other is { Attempt: 0, ParentId: null } && other.UniqueKeys.All(key => key.Scope == UniqueScope.Period));
            if (first is not null)
            {
                return Replaced(first, job, [.. job.UniqueKeys]);
            }
        }

        var id = Add(job, replies, causes);
        Begin(id, cause: null);
        foreach (var slot in full.Where(slot => slot.AtLimit == AtLimit.CancelRunning && !tables.IsPaused(job.Tenant)))
        {
            var oldest = life.Holders(slot.Key).FirstOrDefault(holder => !holder.CancelRequested);
            var places = life.Holders(slot.Key).Count(holder => holder.CancelRequested);
            if (oldest is not null && oldest.Id != id && places < life.Waiting().Count(other => !tables.IsPaused(other.Tenant) && other.Slots.Any(own => own.Key == slot.Key)))
            {
                control.Cancel(oldest.Id, $"job {id}", $"it takes the place under key {slot.Key}");
            }
        }

        return new Enqueued(id, EnqueueResult.Added);
    }

    private IEnumerable<JobRecord> InLine(string key) => life.Waiting().Where(other => MemoryLife.KeysOf(other).Contains(key));

    /// <summary>A job that waits becomes what the new one would have been, at its place in line where that is the same line.</summary>
    private void Replace(JobRecord holder, NewJob job)
    {
        var record = Record(job, holder.Id, null);
        var later = record.DueAt is null || holder.DueAt > record.DueAt ? holder.DueAt : record.DueAt;
        var isSameLine = (holder.Queue, holder.Priority) == (job.Queue, job.Priority)
            && holder.Slots.Select(slot => (slot.Key, slot.Limit)).SequenceEqual(job.Slots.Select(slot => (slot.Key, slot.Limit)));
        var isDue = holder.DueAt is null || holder.DueAt <= tables.Now;
        var keepsTag = holder.State == JobState.Ready && (holder.Queue, holder.Priority, holder.Tenant) == (job.Queue, job.Priority, job.Tenant);
        var waitsOn = holder.State == JobState.Blocked && isSameLine && isDue && holder.Tenant == job.Tenant;
        tables.Put(holder with { State = JobState.Blocked, Admitted = false });
        life.Place(
            record with
            {
                CreatedAt = holder.CreatedAt,
                UniqueKeys = holder.UniqueKeys,
                WaitingFor = holder.WaitingFor,
                Position = holder.Position,
                State = holder.State,
                Tag = keepsTag || waitsOn ? holder.Tag : 0,
                DueAt = job.UniqueKeys.Any(key => key.OnConflict == UniqueConflict.Extend) ? later : record.DueAt,
            },
            freshPosition: !(isSameLine && isDue),
            keepsTag,
            waitsOn);
        if (holder.Admitted)
        {
            life.Admit(MemoryLife.FreedBy(holder));
        }
    }

    private long Add(NewJob job, List<Enqueued> replies, Dictionary<long, JobRecord> causes)
    {
        var id = tables.NextNumber();
        var parent = job.Parent is { } reference ? OpenContainer(IdOf(reference, replies)) : null;
        var dependencies = job.DependsOn.Select(d => (Id: IdOf(d.Job, replies), d.OnAnyEnd)).DistinctBy(d => d.Id).ToList();
        var record = Record(job, id, parent) with { WaitingFor = Connect(id, dependencies, causes) };
        if (_atOnce)
        {
            life.Place(record, freshPosition: false);
        }
        else
        {
            tables.Put(record with { Tag = record.WaitingFor == 0 && record.Slots.Count > 0 ? life.NextTag(record) : 0 });
        }

        tables.AddToTree(record.RootId, id);
        if (parent is not null)
        {
            tables.Put(parent with { OpenChildren = parent.OpenChildren + 1 });
        }

        keys.Take(id, job.UniqueKeys);
        return id;
    }

    /// <summary>Notes what the job waits for, and what of it has ended badly already.</summary>
    /// <returns>How many of the dependencies are not over.</returns>
    private int Connect(long jobId, List<(long Id, bool OnAnyEnd)> dependencies, Dictionary<long, JobRecord> causes)
    {
        var waitingFor = 0;
        foreach (var (id, onAnyEnd) in dependencies)
        {
            var other = tables.Find(id) ?? throw new RefusedException($"there is no job {id} to depend on");
            tables.AddEdge(new DependencyEdge(jobId, id, onAnyEnd));
            waitingFor += other.State.IsOver() ? 0 : 1;
            if (other.State.IsOver() && !other.Satisfies && !onAnyEnd)
            {
                causes.TryAdd(jobId, other);
            }
        }

        return waitingFor;
    }

    private JobRecord OpenContainer(long id) => tables.Find(id) switch
    {
        null => throw new RefusedException($"there is no job {id} to be the parent"),
        { IsContainer: false } => throw new RefusedException($"job {id} is no container, so it cannot be a parent"),
        { } job when job.State.IsOver() => throw new RefusedException($"job {id} is {job.State.Name()}, so nothing can be added to it"),
        { CancelRequested: true } => throw new RefusedException($"job {id} is being cancelled, so nothing can be added to it"),
        { } job => job,
    };

    private static long IdOf(JobRef reference, List<Enqueued> replies) => reference.Id ?? replies[reference.Index!.Value].Id;

    private JobRecord Record(NewJob job, long id, JobRecord? parent) => new()
    {
        Id = id,
        RootId = parent?.RootId ?? id,
        ParentId = parent?.Id,
        Kind = job.Kind,
        Queue = job.Queue,
        Priority = job.Priority,
        Tenant = job.Tenant,
        Step = job.Step,
        State = JobState.Blocked,
        IsContainer = job.IsContainer,
        Input = job.Input,
        Definition = job.Definition,
        Position = id,
        Slots = job.Slots,
        UniqueKeys = job.UniqueKeys,
        Exclusive = job.Exclusive,
        OnWorkerLost = job.OnWorkerLost,
        KeepHistory = job.KeepHistory,
        MayFail = job.MayFail,
        CreatedAt = tables.Now,
        DueAt = Due(job),
    };

    private DateTimeOffset? Due(NewJob job)
    {
        var afterDelay = tables.Now + job.Delay;
        var due = job.At > afterDelay ? job.At : afterDelay ?? job.At;
        return due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;
    }
}
