using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Handing jobs to workers, and what running attempts report.</summary>
internal sealed class MemoryClaims(MemoryTables tables, MemoryLine line, MemoryLimits limits)
{
    public ClaimReply Claim(ClaimRequest request)
    {
        if (!tables.Data.Workers.TryGetValue(request.Token.Instance, out var worker) || worker.Dead)
        {
            return new ClaimReply([], Lost: true);
        }

        var held = tables.Data.Open.Values.Where(job => job.Running?.Token == request.Token).ToList();
        if (held.Count > 0)
        {
            return new ClaimReply(held);
        }

        var limited = request.Lanes.Where(lane => !limits.Of(lane.Queue).IsNone).ToList();
        var lowered = request with
        {
            Lanes = [.. request.Lanes.Select(lane => limited.Contains(lane) ? lane with { Places = Math.Min(lane.Places, limits.Left(lane.Queue)), Prefetch = 0 } : lane)],
        };
        var (chosen, passedOver) = Choose(lowered);
        chosen.ForEach(choice => line.Took(choice.Job));
        PassOver(lowered, chosen);
        var jobs = chosen.ConvertAll(choice => Take(choice.Job, choice.Starts, request, worker));
        limited.ForEach(lane => limits.Keep(lane.Queue, jobs.Count(job => job.Queue == lane.Queue)));
        return new ClaimReply(jobs, PassedOver: passedOver || limited.Exists(lane => lane.Prefetch > 0))
        {
            AgainIn = limited.Where(lane => !tables.Data.Paused.ContainsKey(PauseTarget.Queue(lane.Queue))).Min(lane => AgainIn(lane.Queue, lane.Places, jobs)),
        };
    }

    public IReadOnlyList<AttemptRef> ListHeld(Guid instance) =>
        tables.Data.Open.Values.Select(job => job.Running).OfType<AttemptRef>().Where(held => held.Token.Instance == instance).ToList();

    public IReadOnlyList<bool> Start(IReadOnlyList<AttemptRef> attempts) =>
        attempts.Select(attempt => Change(attempt, job => job with { StartedAt = job.StartedAt ?? tables.Now })).ToList();

    public IReadOnlyList<bool> Report(IReadOnlyList<AttemptReport> reports) =>
        reports.Select(report => Change(report.Attempt, job => job with
        {
            Stage = report.Stage ?? job.Stage,
            Progress = report.Progress is { } percent ? Math.Clamp(percent, 0, 100) : job.Progress,
            EtaSeconds = report.EtaSeconds ?? job.EtaSeconds,
            Checkpoint = report.Checkpoint ?? job.Checkpoint,
        })).ToList();

    /// <summary>Changes a running job if the attempt is the one that runs it.</summary>
    private bool Change(AttemptRef attempt, Func<JobRecord, JobRecord> change)
    {
        var job = tables.Data.Open.GetValueOrDefault(attempt.JobId);
        if (job?.Running != attempt)
        {
            return false;
        }

        tables.Put(change(job));
        return true;
    }

    /// <summary>After how long to ask again, where nothing is left of a queue, and more was wanted of it than came.</summary>
    private TimeSpan? AgainIn(string queue, int wanted, IReadOnlyList<JobRecord> came) =>
        limits.Left(queue) > 0 || came.Count(job => job.Queue == queue) >= wanted ? null : limits.NextStart(queue) - tables.Now ?? ClaimReply.AgainAtLimit;

    private (List<(JobRecord Job, bool Starts)> Chosen, bool PassedOver) Choose(ClaimRequest request)
    {
        var lanes = request.Lanes.ToDictionary(lane => lane.Queue);
        var crashed = request.AllowCrashed ? 1 : 0;
        var chosen = new List<(JobRecord, bool)>();
        var passedOver = false;
        var (candidates, place) = InTurn(request);
        foreach (var job in ClaimOrder.Of(candidates, place))
        {
            if (chosen.Count >= request.Limit)
            {
                break;
            }

            var lane = lanes[job.Queue];
            if (lane.Places > 0 && (job.Crashes == 0 || crashed > 0))
            {
                crashed -= job.Crashes > 0 ? 1 : 0;
                lanes[job.Queue] = lane with { Places = lane.Places - 1 };
                chosen.Add((job, true));
            }
            else if (lane is { Places: 0, Prefetch: > 0 } && job.Crashes > 0)
            {
                passedOver = true;
            }
            else if (lane is { Places: 0, Prefetch: > 0 })
            {
                lanes[job.Queue] = lane with { Prefetch = lane.Prefetch - 1 };
                chosen.AddRange(IsPlain(job) ? [(job, false)] : []);
                passedOver |= !IsPlain(job);
            }
        }

        // Without those that were passed over queues go round otherwise.
        return (passedOver ? [.. ClaimOrder.Of(chosen, choice => place(choice.Item1))] : chosen, passedOver);
    }

    /// <summary>What may be taken, and where each stands; first the lane whose first job has waited longest, where that is asked for.</summary>
    private (IEnumerable<JobRecord> Candidates, Func<JobRecord, ClaimPlace> Place) InTurn(ClaimRequest request)
    {
        var may = tables.Data.Ready.Select(key => tables.Data.Open[key.Id])
            .Where(job => request.Lanes.Any(lane => lane.Queue == job.Queue) && !tables.IsPaused(job) && request.Kinds?.Contains(job.Kind) != false
                && (job.Crashes == 0 || request.AllowCrashed));
        var aging = request.Lanes.Where(lane => lane.OldestFirst && lane is { Places: > 0 } or { Prefetch: > 0 }).Select(lane => lane.Queue).ToList();
        var oldest = aging.Count == 0 ? null : may.Where(job => aging.Contains(job.Queue)).DistinctBy(job => (job.Queue, job.Priority)).MinBy(job => job.Position);
        var lanes = request.Lanes.Select((lane, number) => (lane, number)).ToDictionary(one => one.lane.Queue, one => one.number);
        var first = oldest is null ? [] : Firsts(may.Where(job => IsFirst(job)), request, request.Lanes[lanes[oldest.Queue]]);
        return (
            request.Lanes.SelectMany(lane => Firsts(may.Where(job => job.Queue == lane.Queue), request, lane)).Concat(first).DistinctBy(job => job.Id).ToList(),
            job => new ClaimPlace(IsFirst(job), lanes[job.Queue], job.Priority, job.Front, job.Tag, job.Position, job.Crashes > 0));

        bool IsFirst(JobRecord job) => oldest is not null && (job.Queue, job.Priority) == (oldest.Queue, oldest.Priority);
    }

    /// <summary>As many as can be wanted of a lane, and before the last of these the first that has lost a worker; what stands behind is not looked at.</summary>
    private static List<JobRecord> Firsts(IEnumerable<JobRecord> lane, ClaimRequest request, ClaimLane wanted)
    {
        var (left, crashed) = (wanted.Prefetch > 0 ? wanted.Places + wanted.Prefetch : Math.Min(wanted.Places, request.Limit), 1);
        var firsts = new List<JobRecord>();
        foreach (var job in lane.TakeWhile(_ => left > 0))
        {
            var isWanted = job.Crashes == 0 ? left-- > 0 : crashed-- > 0;
            firsts.AddRange(isWanted ? [job] : []);
        }

        return firsts;
    }

    /// <summary>
    /// While kinds or tenants are paused, a claim that gets less from a queue than it has places has passed by all that stands there, and what becomes
    /// ready from now on goes behind that: it must not stand where nobody looks any more.
    /// </summary>
    private void PassOver(ClaimRequest request, List<(JobRecord Job, bool Starts)> chosen)
    {
        var paused = tables.Pauses.Select(pause => pause.Target).ToList();
        if (paused.TrueForAll(target => target.Scope == PauseScope.Queue) || chosen.Count >= request.Limit)
        {
            return;
        }

        foreach (var lane in request.Lanes.Where(lane => !paused.Contains(PauseTarget.Queue(lane.Queue))))
        {
            if (chosen.Count(choice => choice.Job.Queue == lane.Queue) < lane.Places)
            {
                line.PassedOver(lane.Queue);
            }
        }
    }

    private static bool IsPlain(JobRecord job) => job is { ParentId: null, Exclusive: false, Slots.Count: 0, Crashes: 0, Front: false };

    private JobRecord Take(JobRecord job, bool starts, ClaimRequest request, MemoryWorker worker)
    {
        BeginParents(job);
        CountStart(job);
        return tables.Put(job with
        {
            State = JobState.Running,
            Attempt = job.Attempt + 1,
            Token = request.Token,
            Worker = worker.Registration.Label,
            ClaimedAt = tables.Now,
            StartedAt = starts ? tables.Now : null,
            Front = false,
            Stage = null,
            Progress = null,
            EtaSeconds = null,
        });
    }

    /// <summary>A job starts: under its rate keys its start counts from now on, and no more its place.</summary>
    private void CountStart(JobRecord job)
    {
        foreach (var rate in job.Slots.Where(slot => slot.IsRate).DistinctBy(slot => slot.Key))
        {
            tables.Data.Starts = tables.Data.Starts.Add(new KeyStart(rate.Key, tables.Now + rate.Window));
        }
    }

    private void BeginParents(JobRecord job)
    {
        for (var id = job.ParentId; id is { } parentId; id = tables.Data.Open[parentId].ParentId)
        {
            var parent = tables.Data.Open[parentId];
            tables.Put(parent with { StartedAt = parent.StartedAt ?? tables.Now });
        }
    }
}
