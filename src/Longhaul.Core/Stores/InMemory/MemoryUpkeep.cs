using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>What must be done now and then.</summary>
internal sealed class MemoryUpkeep(MemoryTables tables, MemoryLife life, MemoryKeys keys, MemoryWorkers workers, MemoryLimits limits, MemoryReviews reviews,
    MemoryBudgets budgets, bool retainsByDay)
{
    public Promoted PromoteDue(int limit)
    {
        var due = Scheduled().TakeWhile(job => job.DueAt <= tables.Now).Take(limit).ToList();
        due.ForEach(Promote);
        var handedOn = budgets.EndDue() + life.Pass();
        var wanted = life.Waiting().SelectMany(job => job.Slots.Where(slot => slot.IsRate).Select(slot => slot.Key)).ToHashSet();
        var next = Scheduled().Take(1).Select(job => job.DueAt)
            .Concat(tables.Data.Starts.Where(start => wanted.Contains(start.Key)).Select(start => (DateTimeOffset?)start.Until))
            .Append(budgets.NextEnd).Min();
        var wait = next - tables.Now;
        return new Promoted(due.Count + handedOn, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }

    public IReadOnlyList<Rescued> Rescue(IReadOnlyCollection<Guid> provenDead, int limit)
    {
        Forget();
        DeclareDead(provenDead);
        var lost = tables.Data.Open.Values.Where(job => job.State == JobState.Running && IsRescuable(job)).Take(limit).ToList();
        return lost.Select(Rescue).ToList();
    }

    public int Admit() => new MemoryPausedPlaces(tables, life).GiveUp() + life.Admit();

    public int Prune(TimeSpan keep, int limit)
    {
        keys.Prune();
        var before = retainsByDay ? new DateTimeOffset((tables.Now - keep).UtcDateTime.Date, TimeSpan.Zero) : tables.Now - keep;
        var over = tables.Data.History.Values.Where(job => job.ParentId is null && job.FinishedAt < before);

        // A day goes whole or not at all.
        var portions = retainsByDay
            ? over.GroupBy(root => root.FinishedAt!.Value.UtcDateTime.Date).OrderBy(day => day.Key).Select(day => day.ToList()).ToList()
            : over.Select(root => new List<JobRecord> { root }).ToList();
        var removed = 0;
        foreach (var portion in portions.TakeWhile(_ => removed < limit))
        {
            removed += portion.Sum(root => tables.Remove(root.Id));
        }

        return removed;
    }

    private void Promote(JobRecord job)
    {
        if (job.State == JobState.AwaitingReview)
        {
            reviews.Pass(job);
        }
        else
        {
            life.Settle(job, freshPosition: true);
        }
    }

    /// <summary>What time moves: jobs that wait for one, and reviews that somebody is to be told of or that are over.</summary>
    private IEnumerable<JobRecord> Scheduled() => tables.Data.Open.Values
        .Where(job => job.State == JobState.Scheduled || job is { State: JobState.AwaitingReview, DueAt: not null }).OrderBy(job => job.DueAt).ThenBy(job => job.Id);

    private void Forget()
    {
        var gone = tables.Data.Workers.Values.Where(worker => worker.Dead && !workers.Held(worker.Registration.Instance).Any());
        tables.Data.Workers = tables.Data.Workers.RemoveRange(gone.Select(worker => worker.Registration.Instance).ToList());
    }

    private void DeclareDead(IReadOnlyCollection<Guid> provenDead)
    {
        foreach (var worker in tables.Data.Workers.Values.OrderBy(worker => worker.StartedAt).ToList())
        {
            var proven = worker.Proven || provenDead.Contains(worker.Registration.Instance);
            var over = tables.Data.Beat - worker.SeenBeat >= tables.Options.Lease.Ticks;
            workers.Put(worker with { Proven = proven, Dead = worker.Dead || proven || over });
            if (!worker.Dead && (proven || over))
            {
                tables.Note(AlertChecks.Lost(worker.Registration.Label, worker.Registration.Instance));
            }
        }
    }

    private bool IsRescuable(JobRecord job)
    {
        if (!tables.Data.Workers.TryGetValue(job.Token!.Value.Instance, out var worker))
        {
            return true;
        }

        var exclusive = job.Exclusive || job.Slots.Count > 0 || limits.Of(job.Queue).Running is not null;
        var longOver = tables.Data.Beat - worker.SeenBeat >= tables.Options.Lease.ExclusiveTicks;
        return worker.Dead && (!exclusive || worker.Proven || longOver);
    }

    private Rescued Rescue(JobRecord job)
    {
        var instance = job.Token!.Value.Instance;
        var draining = tables.Data.Workers.GetValueOrDefault(instance)?.Draining == true;
        var crashes = job.Crashes + (draining || job.StartedAt is null ? 0 : 1);
        var error = new JobError("worker_lost", $"its worker ({job.Worker}) died");
        tables.AddAttempt(MemoryOutcomes.Ended(job, "worker_lost", error, null, tables.Now));
        var back = job with { Crashes = crashes, Token = null, Stage = null, Progress = null, EtaSeconds = null };
        if (job.CancelRequested)
        {
            life.End(back, JobState.Cancelled, job.Error);
        }
        else if (crashes >= tables.Options.MaxCrashes)
        {
            life.End(back, JobState.Failed, new JobError("worker_lost", $"its worker died {crashes} times"));
        }
        else if (MemoryLife.IsOutdated(job))
        {
            life.GoAgain(back);
        }
        else if (crashes > job.Crashes && job.OnWorkerLost == OnWorkerLost.Fail)
        {
            life.End(back, JobState.Failed, error);
        }
        else if (back.Slots.Any(slot => slot.IsRate))
        {
            // It will start once more, and needs a place for that.
            life.Settle(back with { Admitted = false }, freshPosition: true);
            life.Admit(MemoryLife.FreedBy(back));
        }
        else
        {
            tables.Put(back with { State = JobState.Ready, Front = true });
        }

        return new Rescued(job.Id, instance, job.Worker!, tables.Find(job.Id)?.State ?? JobState.Cancelled, crashes);
    }
}
