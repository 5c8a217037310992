using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Why a job is not running. Each method below is one sort of reason; a new one is one more of them in the list.</summary>
internal sealed class WaitRules(IWaitRows rows)
{
    private readonly Lazy<List<PauseRecord>> _pauses = new(rows.Pauses);
    private readonly Lazy<List<WorkerRecord>> _workers = new(rows.Workers);

    public Explanation? Explain(long jobId) =>
        rows.Find(jobId) is { } job ? new Explanation(job, rows.Now, Reasons(job, withMembers: true)) : null;

    private List<WaitReason> Reasons(JobRecord job, bool withMembers)
    {
        if (job.State.IsOver())
        {
            return [new WaitReason(WaitCode.Over) { At = job.FinishedAt }];
        }

        IEnumerable<WaitReason> asked = job.CancelRequested ? [new WaitReason(WaitCode.CancelRequested) { Note = job.Error?.Message }] : [];
        return job switch
        {
            { State: JobState.Running } => [Running(job), .. asked],
            { State: JobState.AwaitingReview } => [new WaitReason(WaitCode.Review)],
            { IsContainer: true } => [.. asked, Members(job, withMembers)],
            _ => [.. Paused(job), .. Time(job), .. Needs(job), .. Slots(job), .. Queue(job), .. new WorkerRules(rows, _workers.Value).Reasons(job)],
        };
    }

    private static WaitReason Running(JobRecord job) =>
        new(WaitCode.Running) { Subject = job.Worker, At = job.StartedAt ?? job.ClaimedAt };

    private WaitReason Members(JobRecord run, bool withTheirs)
    {
        var open = rows.OpenChildren(run.Id, WaitReason.MaxListed);
        return new WaitReason(WaitCode.Children)
        {
            Count = run.OpenChildren,
            Jobs = open.ConvertAll(member => WaitJob.Of(member, withTheirs ? Reasons(member, withMembers: false).FirstOrDefault() : null)),
        };
    }

    private IEnumerable<WaitReason> Paused(JobRecord job) => _pauses.Value.Where(pause => pause.Target.Covers(job)).Select(pause => pause.Until is { } until
        ? new WaitReason(WaitCode.TenantBudget)
        {
            Subject = pause.Target.Name, Note = pause.Reason, At = until, In = until > rows.Now ? until - rows.Now : TimeSpan.Zero,
        }
        : new WaitReason(WaitCode.QueuePaused + (int)pause.Target.Scope)
        {
            Subject = pause.Target.Name, Actor = pause.Actor, At = pause.Since, Note = pause.Reason,
        });

    private IEnumerable<WaitReason> Time(JobRecord job)
    {
        if (job.DueAt is { } due && (job.State == JobState.Scheduled || due > rows.Now))
        {
            yield return new WaitReason(WaitCode.Scheduled) { At = due, In = due > rows.Now ? due - rows.Now : TimeSpan.Zero };
        }
    }

    private IEnumerable<WaitReason> Needs(JobRecord job)
    {
        if (job is { State: JobState.Blocked, WaitingFor: > 0 })
        {
            var open = rows.OpenNeeds(job.Id, WaitReason.MaxListed);
            yield return new WaitReason(WaitCode.Dependency) { Count = job.WaitingFor, Jobs = open.ConvertAll(need => WaitJob.Of(need)) };
        }
    }

    /// <summary>
    /// The keys that are full; where none is, it has only to be handed what is free, and all of them are named, unless its tenant is paused: then it is passed by.
    /// </summary>
    private List<WaitReason> Slots(JobRecord job)
    {
        if (job is not { State: JobState.Blocked, WaitingFor: 0, Slots.Count: > 0 })
        {
            return [];
        }

        var keys = job.Slots.GroupBy(slot => slot.Key).Select(slots => Slot(job, slots.MinBy(slot => slot.Limit))).ToList();
        var full = keys.Where(reason => reason.Count >= reason.Limit).ToList();
        return full.Count > 0 || _pauses.Value.Exists(pause => pause.Target == PauseTarget.Tenant(job.Tenant)) ? full : keys;
    }

    private IEnumerable<WaitReason> Queue(JobRecord job)
    {
        if (job.State != JobState.Ready || rows.Room(job.Queue) is not { } room)
        {
            yield break;
        }

        if (room.Running >= room.Limit.Running)
        {
            yield return new WaitReason(WaitCode.QueueLimit)
            {
                Subject = job.Queue,
                Limit = room.Limit.Running,
                Count = room.Running,
                Jobs = rows.RunningIn(job.Queue, WaitReason.MaxListed).ConvertAll(running => WaitJob.Of(running)),
            };
        }

        if (room.NextStart() is { } next)
        {
            yield return new WaitReason(WaitCode.QueueRate)
            {
                Subject = job.Queue, Limit = room.Limit.Rate?.Starts, Note = room.Limit.Rate?.ToString(), At = next, In = next - rows.Now,
            };
        }
    }

    private WaitReason Slot(JobRecord job, SlotKey slot)
    {
        var held = rows.CountHeld(slot.Key);
        var limit = Math.Min(slot.Limit, rows.LeastLimit(slot.Key) ?? slot.Limit);
        var passes = slot.IsRate && held >= limit ? rows.PassesAt(slot.Key, held - limit + 1) : null;
        return new WaitReason(slot.IsRate ? WaitCode.KeyRate : WaitCode.Slot)
        {
            Subject = slot.Key,
            Limit = limit,
            Count = held,
            At = passes,
            In = passes - rows.Now,
            Ahead = rows.CountAheadInLine(slot.Key, job, WaitReason.MaxCounted),
            Jobs = rows.SlotHolders(slot.Key, WaitReason.MaxListed).ConvertAll(Holder),
        };
    }

    /// <summary>One that does not run, though it has its place, keeps others waiting: it matters why.</summary>
    private WaitJob Holder(JobRecord holder) =>
        WaitJob.Of(holder, holder.State == JobState.Ready ? Reasons(holder, withMembers: false).FirstOrDefault() : null);
}
