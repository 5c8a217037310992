using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Changes;

/// <summary>New jobs.</summary>
internal sealed class IntakeChanges(Session session)
{
    public IReadOnlyList<Enqueued> Enqueue(IReadOnlyList<NewJob> jobs)
    {
        NewJobRules.Check(jobs);
        var replies = new List<Enqueued>(jobs.Count);
        foreach (var job in jobs)
        {
            replies.Add(Existing(job, replies) ?? new Enqueued(Add(job, replies), false));
        }

        return replies;
    }

    private Enqueued? Existing(NewJob job, List<Enqueued> replies)
    {
        if (job.Parent?.Index is { } index && replies[index].Existed)
        {
            return replies[index];
        }

        return session.Keys.Holder(job.UniqueKeys) is { } holder ? new Enqueued(holder, true) : null;
    }

    private long Add(NewJob job, List<Enqueued> replies)
    {
        var id = session.Transaction.NextNumber();
        var parent = job.Parent is { } reference ? OpenContainer(IdOf(reference, replies)) : null;
        if (parent is not null)
        {
            session.Jobs.Put(parent with { OpenChildren = parent.OpenChildren + 1 });
        }

        session.Keys.Take(id, job.UniqueKeys);
        var (waitingFor, cause) = Connect(id, job, replies);
        var record = Record(job, id, parent) with { WaitingFor = waitingFor };
        if (cause is null)
        {
            session.Jobs.Insert(session.Life.Placed(record, freshPosition: false));
        }
        else
        {
            session.Life.End(session.Jobs.Insert(record), JobState.Cancelled, JobLife.DependencyError(cause));
        }

        return id;
    }

    /// <summary>Notes what the job waits for; counts what is not over, and finds what ended in a way that cancels it.</summary>
    private (int WaitingFor, JobRecord? Cause) Connect(long id, NewJob job, List<Enqueued> replies)
    {
        var waitingFor = 0;
        JobRecord? cause = null;
        foreach (var (otherId, onAnyEnd) in job.DependsOn.Select(one => (IdOf(one.Job, replies), one.OnAnyEnd)).DistinctBy(one => one.Item1))
        {
            var other = session.Jobs.Find(otherId) ?? throw new RefusedException($"there is no job {otherId} to depend on");
            session.Trees.AddEdge(new DependencyEdge(id, otherId, onAnyEnd));
            waitingFor += other.State.IsOver() ? 0 : 1;
            cause ??= other.State.IsOver() && !other.State.Satisfies() && !onAnyEnd ? other : null;
        }

        return (waitingFor, cause);
    }

    private JobRecord OpenContainer(long id) => session.Jobs.Find(id) switch
    {
        null => throw new RefusedException($"there is no job {id} to be the parent"),
        { IsContainer: false } => throw new RefusedException($"job {id} is no container, so it cannot be a parent"),
        { } job when job.State.IsOver() => throw new RefusedException($"job {id} is {job.State.Name()}, so nothing can be added to it"),
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
        CreatedAt = session.Now,
        DueAt = Due(job),
    };

    private DateTimeOffset? Due(NewJob job)
    {
        var afterDelay = session.Now + job.Delay;
        var due = job.At > afterDelay ? job.At : afterDelay ?? job.At;
        return due is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;
    }
}
