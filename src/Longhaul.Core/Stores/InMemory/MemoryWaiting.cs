using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Why a job is not running.</summary>
internal sealed class MemoryWaiting(MemoryTables tables, MemoryLife life, MemoryWorkers workers, MemoryLimits limits)
{
    public Explanation? Explain(long jobId) =>
        tables.Find(jobId) is { } job ? new Explanation(job, tables.Now, Reasons(job, members: true).ToList()) : null;

    private IEnumerable<WaitReason> Reasons(JobRecord job, bool members)
    {
        if (job.State.IsOver())
        {
            yield return new WaitReason(WaitCode.Over) { At = job.FinishedAt };
            yield break;
        }

        if (job.State == JobState.Running)
        {
            yield return new WaitReason(WaitCode.Running) { Subject = job.Worker, At = job.StartedAt ?? job.ClaimedAt };
        }

        if (job.CancelRequested)
        {
            yield return new WaitReason(WaitCode.CancelRequested) { Note = job.Error?.Message };
        }

        if (job.State == JobState.AwaitingReview)
        {
            yield return new WaitReason(WaitCode.Review);
        }

        if (job.IsContainer)
        {
            yield return Children(job, members);
        }

        if (job is { State: JobState.Blocked or JobState.Scheduled or JobState.Ready, IsContainer: false })
        {
            foreach (var reason in Holds(job).Concat(OfWorkers(job)))
            {
                yield return reason;
            }
        }
    }

    private WaitReason Children(JobRecord run, bool members)
    {
        var open = tables.Children(run).Where(child => !child.State.IsOver()).ToList();
        return new WaitReason(WaitCode.Children)
        {
            Count = open.Count,
            Jobs = Some(open.Select(child => WaitJob.Of(child, members ? Reasons(child, members: false).FirstOrDefault() : null))),
        };
    }

    private IEnumerable<WaitReason> Holds(JobRecord job)
    {
        var codes = new[] { WaitCode.QueuePaused, WaitCode.KindPaused, WaitCode.TenantPaused };
        foreach (var pause in tables.Pauses.Where(pause => pause.Target.Covers(job)))
        {
            yield return pause.Cause == PauseCause.Budget
                ? new WaitReason(WaitCode.TenantBudget)
                {
                    Subject = job.Tenant, Note = pause.Reason, At = pause.Until, In = TimeSpan.FromTicks(Math.Max(0, (pause.Until!.Value - tables.Now).Ticks)),
                }
                : new WaitReason(codes[(int)pause.Target.Scope])
                {
                    Subject = pause.Target.Name, Actor = pause.Actor, At = pause.Since, Note = pause.Reason,
                };
        }

        if (job.State == JobState.Scheduled || job.DueAt > tables.Now)
        {
            yield return new WaitReason(WaitCode.Scheduled) { At = job.DueAt, In = TimeSpan.FromTicks(Math.Max(0, (job.DueAt! - tables.Now).Value.Ticks)) };
        }

        if (job.State == JobState.Blocked && job.WaitingFor > 0)
        {
            var open = tables.NeedsOf(job.Id).Select(edge => tables.Find(edge.DependsOn)).OfType<JobRecord>().Where(need => !need.State.IsOver());
            yield return new WaitReason(WaitCode.Dependency) { Count = job.WaitingFor, Jobs = Some(open.OrderBy(need => need.Id).Select(need => WaitJob.Of(need))) };
        }

        if (job.State == JobState.Blocked && job.WaitingFor == 0)
        {
            foreach (var reason in Slots(job))
            {
                yield return reason;
            }
        }

        if (job.State == JobState.Ready && limits.Of(job.Queue).Running is { } most && limits.Running(job.Queue) is var running && running.Count >= most)
        {
            yield return new WaitReason(WaitCode.QueueLimit)
            {
                Subject = job.Queue, Limit = most, Count = running.Count, Jobs = Some(running.Select(other => WaitJob.Of(other))),
            };
        }

        if (job.State == JobState.Ready && limits.Of(job.Queue).Rate is { } rate && limits.NextStart(job.Queue) is { } next)
        {
            yield return new WaitReason(WaitCode.QueueRate)
            {
                Subject = job.Queue, Limit = rate.Starts, Note = rate.ToString(), At = next, In = next - tables.Now,
            };
        }
    }

    private List<WaitReason> Slots(JobRecord job)
    {
        var reasons = new List<WaitReason>();
        foreach (var (key, isRate) in job.Slots.Select(slot => (slot.Key, slot.IsRate)).Distinct())
        {
            var holders = life.Holders(key).ToList();
            var starts = life.Starts(key).Select(start => start.Until).Order().ToList();
            var limit = job.Slots.Where(slot => slot.Key == key).Min(slot => life.Limit(slot, job.Id));
            var tooMany = holders.Count + starts.Count - limit;
            var until = isRate && tooMany >= 0 && tooMany < starts.Count ? starts[tooMany] : (DateTimeOffset?)null;
            reasons.Add(new WaitReason(isRate ? WaitCode.KeyRate : WaitCode.Slot)
            {
                Subject = key,
                Limit = limit,
                Count = holders.Count + starts.Count,
                At = until,
                In = until - tables.Now,
                Ahead = Math.Min(life.Waiting().Where(other => MemoryLife.KeysOf(other).Contains(key)).TakeWhile(other => other.Id != job.Id).Count(), WaitReason.MaxCounted),
                Jobs = Some(holders.Select(holder => WaitJob.Of(holder, holder.State == JobState.Ready ? Reasons(holder, members: false).FirstOrDefault() : null))),
            });
        }

        return tables.IsPaused(job.Tenant) || reasons.Exists(reason => reason.Count >= reason.Limit) ? reasons.FindAll(reason => reason.Count >= reason.Limit) : reasons;
    }

    private List<WaitReason> OfWorkers(JobRecord job)
    {
        var all = workers.List();
        var live = all.Where(worker => !worker.Dead && tables.Now - worker.RenewedAt <= tables.Options.Lease.LeaseTtl).ToList();
        if (live.Count == 0)
        {
            return [new WaitReason(WaitCode.NoWorker) { At = all.Count == 0 ? null : all.Max(worker => worker.RenewedAt) }];
        }

        var near = live.Where(worker => worker.Registration.Serves(job.Queue)).ToList();
        if (near.Count == 0)
        {
            return [new WaitReason(WaitCode.QueueNotServed) { Subject = job.Queue, Count = live.Count }];
        }

        var able = near.Where(worker => worker.Registration.Knows(job.Kind)).ToList();
        if (able.Count == 0)
        {
            return [new WaitReason(WaitCode.KindNotServed) { Subject = job.Kind, Workers = Some(near.Select(InAll)) }];
        }

        var willing = able.Where(worker => !worker.Draining).ToList();
        if (willing.Count == 0)
        {
            return [new WaitReason(WaitCode.WorkersDraining) { Workers = Some(able.Select(InAll)) }];
        }

        return job.State == JobState.Ready ? Turn(job, willing) : [];
    }

    private List<WaitReason> Turn(JobRecord job, List<WorkerRecord> willing)
    {
        var reasons = new List<WaitReason>();
        var full = willing.Where(worker => Room(worker, job.Queue).Left <= 0).ToList();
        if (full.Count == willing.Count)
        {
            reasons.Add(new WaitReason(WaitCode.WorkersFull) { Workers = Some(willing.Select(worker => Room(worker, job.Queue).Shown)) });
        }
        else if (willing.Except(full).All(worker => worker.Memory is { } memory && (memory.Full || memory.Lacking.Any(need => need.Kind == job.Kind))))
        {
            var shorter = willing.Except(full).ToList();
            reasons.Add(new WaitReason(WaitCode.WorkersMemory)
            {
                Subject = job.Kind,
                Bytes = shorter.SelectMany(worker => worker.Memory!.Lacking).Where(need => need.Kind == job.Kind).Max(need => (long?)need.Bytes),
                Workers = Some(shorter.Select(worker => Room(worker, job.Queue).Shown with
                {
                    FreeBytes = worker.Memory!.FreeBytes,
                    LimitBytes = worker.Memory.LimitBytes,
                    KeepsMemory = !worker.Memory.Full && worker.Memory.Lacking.Any(need => need.Kind == job.Kind && need.Bytes <= worker.Memory.FreeBytes),
                })),
            });
        }
        else if (job.Crashes > 0 && willing.Except(full).Where(worker => worker.Memory is not { } memory || (!memory.Full && !memory.Lacking.Any(need => need.Kind == job.Kind))).All(worker => Held(worker).Any(other => other.Crashes > 0)))
        {
            reasons.Add(new WaitReason(WaitCode.RunsAlone) { Workers = Some(willing.Select(worker => Room(worker, job.Queue).Shown)) });
        }

        var ahead = tables.Data.Ready.TakeWhile(key => key.Id != job.Id).Select(key => tables.Data.Open[key.Id])
            .Count(other => other.Queue == job.Queue && !IsSetAside(other) && willing.Exists(worker => worker.Registration.Knows(other.Kind)));
        if (ahead > 0)
        {
            reasons.Add(new WaitReason(WaitCode.Behind) { Subject = job.Queue, Count = Math.Min(ahead, WaitReason.MaxCounted) });
        }

        return reasons;
    }

    /// <summary>It does not go first although it stands first; where the whole queue is paused, the order within it is what it is.</summary>
    private bool IsSetAside(JobRecord job) =>
        tables.Pauses.Any(pause => pause.Target.Scope != PauseScope.Queue && pause.Target.Covers(job));

    private (int Left, WaitWorker Shown) Room(WorkerRecord worker, string queue)
    {
        var started = Held(worker).Where(job => job.StartedAt is not null).ToList();
        var inAll = (Busy: started.Count, worker.Registration.Places);
        var inQueue = (Busy: started.Count(job => job.Queue == queue), Places: worker.Registration.QueuePlaces.GetValueOrDefault(queue, int.MaxValue));
        var shown = inQueue.Busy >= inQueue.Places && inAll.Busy < inAll.Places ? inQueue : inAll;
        return (
            Math.Min(inAll.Places - inAll.Busy, inQueue.Places - inQueue.Busy),
            new WaitWorker(worker.Registration.Instance, worker.Registration.Label, shown.Busy, shown.Places));
    }

    private IEnumerable<JobRecord> Held(WorkerRecord worker) => workers.Held(worker.Registration.Instance);

    private static WaitWorker InAll(WorkerRecord worker) =>
        new(worker.Registration.Instance, worker.Registration.Label, worker.Running, worker.Registration.Places);

    private static List<T> Some<T>(IEnumerable<T> all) => all.Take(WaitReason.MaxListed).ToList();
}
