using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;
using Operation = System.Func<Longhaul.Core.Stores.IJobStore, System.Threading.Tasks.Task<object?>>;

namespace Longhaul.Store.Conformance.Model;

/// <summary>Turns generated numbers into operations on what is there, stale tokens and unknown ids included.</summary>
internal sealed class ModelOperations(ManualClock clock)
{
    public static readonly string[] Queues = ["default", "render", "z"];
    private readonly List<Guid> _workers = [];
    private readonly List<AttemptRef> _attempts = [];
    private readonly List<long> _jobs = [];
    private readonly List<long> _asking = [];
    private readonly ModelJobs _new = new();
    private readonly ModelSchedules _schedules = new(clock, new ModelJobs());
    private long _claim;

    /// <summary>Looks at the model for ids and attempts to pick from.</summary>
    public async Task LearnAsync(IJobStore model)
    {
        var jobs = await model.Queries.ListAsync(new JobFilter(), new JobPage(1_000));
        _jobs.Clear();
        _jobs.AddRange(jobs.Select(job => job.Id).Order());
        _asking.Clear();
        _asking.AddRange(jobs.Where(job => job.State == JobState.AwaitingReview).Select(job => job.Id).Order());
        _attempts.AddRange(jobs.Select(job => job.Running).OfType<AttemptRef>().Except(_attempts).OrderBy(a => a.JobId));
    }

    public (string Name, Operation Operation) Choose(Step step) => step.Op switch
    {
        < 19 => ("enqueue", Enqueue(step)),
        < 26 => ("schedule", _schedules.Choose(step)),
        < 44 => ("claim", Claim(step)),
        < 66 => ("finish", Finish(step)),
        < 69 => ("report", Report(step)),
        < 71 => ("spend or budget", step.C % 2 == 0 ? ModelCosts.Spend(step, clock) : ModelCosts.Change(step, clock)),
        < 73 => ("alert", ModelAlerts.Choose(step)),
        < 75 => ("log", Log(step)),
        < 79 => ("renew", Renew(step)),
        < 84 => ("pass time", PassTime(step)),
        < 87 => ("rescue", Rescue(step)),
        < 88 => ("bulk", Bulk(step)),
        < 89 => ("decide", store => Box(step.B % 3 == 0
            ? store.Reviews.RejectAsync(Asking(step), "ann", step.C % 2 == 0 ? "n" + step.C : null, Seen(step))
            : store.Reviews.ApproveAsync(Asking(step), "p" + (step.C % 2), null, Seen(step)))),
        < 90 => ("edit", Edit(step)),
        < 91 => ("cancel", store => Box(store.Control.CancelAsync(Job(step), "ann", step.B % 2 == 0 ? null : "why"))),
        < 93 => ("reopen", store => Box(store.Control.ReopenAsync(Job(step), "bob"))),
        < 94 => ("delete", store => Box(store.Control.DeleteAsync(Job(step), "cid"))),
        < 95 => ("pause or resume", PauseOrResume(step)),
        < 96 when step.C % 2 == 0 => ("secret", Secret(step)),
        < 96 => ("weigh", Weigh(step)),
        < 98 => ("limit", Limit(step)),
        < 99 when step.A % 2 == 0 => ("why", store => Box(store.Queries.ExplainAsync(Job(step)))),
        < 99 => ("prune", store => Box(store.Upkeep.PruneAsync(TimeSpan.FromSeconds(step.A), 1 + (step.B % 20)))),
        _ => ("deregister or drain", Leave(step)),
    };

    private static async Task<object?> Box<T>(Task<T> task) => await task;

    private static async Task<object?> Box(Task task)
    {
        await task;
        return null;
    }

    /// <summary>Mostly a job that is there, now and then none.</summary>
    private long Job(Step step) => _jobs.Count == 0 || step.A % 29 == 0 ? 9_999 : _jobs[step.A % _jobs.Count];

    // Mostly whichever asks; at times one that may be over.
    private static int? Seen(Step step) => step.C % 3 == 0 ? 1 + (step.C % 2) : null;

    /// <summary>Mostly a job that waits for a person, where there is one.</summary>
    private long Asking(Step step) => _asking.Count == 0 || step.A % 5 == 0 ? Job(step) : _asking[step.A % _asking.Count];

    /// <summary>Mostly a late attempt, now and then any that ever was.</summary>
    private AttemptRef Attempt(Step step)
    {
        if (_attempts.Count == 0)
        {
            return new AttemptRef(1, new AttemptToken(Guid.Empty, 1));
        }

        var recent = Math.Min(_attempts.Count, 8);
        return step.B % 5 == 0 ? _attempts[step.A % _attempts.Count] : _attempts[^(1 + (step.A % recent))];
    }

    private Guid Worker(Step step)
    {
        if (_workers.Count == 0 || step.C % 17 == 0)
        {
            _workers.Add(new Guid(_workers.Count + 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        }

        return _workers[step.C % _workers.Count];
    }

    private Operation Enqueue(Step step)
    {
        var jobs = _new.Make(step, _jobs, clock.Now);
        return store => Box(store.Intake.EnqueueAsync(jobs));
    }

    private Operation Claim(Step step)
    {
        var worker = Worker(step);
        var request = new ClaimRequest
        {
            Token = new AttemptToken(worker, ++_claim),
            Lanes = Queues.Take(1 + (step.A % 3))
                .Select((queue, i) => new ClaimLane(queue, (step.B + i) % 3, step.C % 3 == 0 ? 0 : (step.A + i) % 4, (step.A + step.C + i) % 4 == 0)).ToList(),
            Limit = 1 + (step.B % 4),
            Kinds = step.A % 6 == 0 ? ["work", "flow.a"] : null,
            AllowCrashed = step.B % 4 != 0,
        };
        return async store =>
        {
            await store.Workers.RegisterAsync(Samples.Worker(worker, "w" + (_workers.IndexOf(worker) % 3)));
            var reply = await store.Claims.ClaimAsync(request);
            return new { reply.Jobs, reply.AgainIn };
        };
    }

    private Operation Finish(Step step)
    {
        var items = Enumerable.Range(0, 1 + (step.C % 3)).Select(i => step with { A = step.A + i, B = step.B + i })
            .Select(s => new Finish(Attempt(s), ModelJobs.Outcome(s), s.B % 3 == 0 ? null : TimeSpan.FromMilliseconds(s.C * 17.5))).ToList();
        return store => Box(store.Outcomes.FinishAsync(items));
    }

    /// <summary>Mostly of what is there; now and then of what was.</summary>
    private Operation Edit(Step step)
    {
        var (id, part) = (Job(step), step.B % 2 == 0 ? EditPart.Input : EditPart.Output);
        JobSlots[] slots = step.C % 4 == 0 ? [new JobSlots(id, [.. Slots(step.A)]), new JobSlots(Job(step with { A = step.B }), [.. Slots(step.C)])] : [];
        return async store =>
        {
            var before = step.C % 6 == 0 ? "{}" : await store.Queries.GetAsync(id) is { } job ? JobEdits.ValueOf(job, part) : "{}";
            return await store.Control.EditAsync(
                new JobEdit { JobId = id, Part = part, Before = before, After = $$"""{"e":{{step.C % 3}}}""", Note = step.C % 4 == 0 ? "e" + step.C : null, Slots = slots }, "eve");
        };

        static IEnumerable<SlotKey> Slots(int i) => i % 3 == 0 ? [] : i % 3 == 1 ? [new SlotKey("k" + (i % 2), 1 + (i % 2))] : [SlotKey.ForRate("r0", new Rate(1 + (i % 2), TimeSpan.FromSeconds(4)))];
    }

    private Operation Report(Step step)
    {
        var attempt = Attempt(step);
        return step.C % 3 == 0
            ? store => Box(store.Claims.StartAsync([attempt]))
            : store => Box(store.Claims.ReportAsync([new(attempt, step.A % 2 == 0 ? "s" + step.B : null, step.B, step.C, step.A % 3 == 0 ? "{}" : null)]));
    }

    private Operation Log(Step step)
    {
        var append = new LogAppend(Attempt(step), 1 + (step.C % 9), (LogStream)(step.A % 3), "line " + step.B, step.B % 4 == 0 ? step.C % 5 : 0, step.C % 9);
        return store => Box(store.Logs.AppendAsync([append]));
    }

    private Operation Renew(Step step)
    {
        var renewal = new WorkerRenewal(Worker(step), step.A % 9 == 0, [Attempt(step)]) { Memory = MemoryOf(step) };
        return store => Box(store.Workers.RenewPatientlyAsync(renewal));
    }

    // Now and then a worker says that it has too little for some kind, for all, or again enough.
    private static WorkerMemory? MemoryOf(Step step) => (step.B % 5) switch
    {
        0 => new WorkerMemory(1_000 + step.A, step.C, false, [new MemoryNeed(step.A % 2 == 0 ? "work" : "other", 500 + step.B)]),
        1 => new WorkerMemory(1_000 + step.A, step.C, step.C % 2 == 0, []),
        _ => null,
    };

    private Operation PassTime(Step step)
    {
        clock.Advance(TimeSpan.FromMilliseconds(step.A % 11 == 0 ? -7_000 : (step.B * 23) + 1));
        return store => Box(store.Upkeep.PromoteDueAsync(1 + (step.C % 5)));
    }

    private static Operation PauseOrResume(Step step)
    {
        var target = (step.A % 4) switch
        {
            0 => PauseTarget.Kind(((string[])["work", "flow", "flow.b", "wor", "spawned"])[step.C % 5]),
            1 => PauseTarget.Tenant(((string[])["t0", "t1", "t2", ""])[step.C % 4]),
            _ => PauseTarget.Queue(Queues[step.C % 3]),
        };
        return step.B % 2 == 0
            ? store => Box(store.Control.PauseAsync(target, "dan", step.B % 4 == 0 ? "r" + step.B : null))
            : store => Box(store.Control.ResumeAsync(target, "dan"));
    }

    /// <summary>Limits and rates small enough to be met, by two projects and by hand; now and then one that is refused.</summary>
    private static Operation Limit(Step step)
    {
        QueueLimit Of(int i) => new(
            Queues[i % 3], (step.B + i) % 3 == 0 ? null : 1 + ((step.C + i) % 4),
            (step.C + i) % 3 == 0 ? null : new Rate((step.A + i) % 5, TimeSpan.FromMilliseconds(500 * (1 + ((step.B + i) % 30)))));
        var project = step.C % 2 == 0 ? "p" : "q";
        return (step.A % 4) switch
        {
            0 => store => Box(store.Limits.SetAsync(Of(step.B), "ida")),
            1 => store => Box(store.Limits.SetAsync(new QueueLimit(Queues[step.B % 3]), "ida")),
            _ => store => Box(store.Limits.DeclareAsync(project, [.. Enumerable.Range(step.B, step.C % 3).Select(Of).Where(limit => !limit.IsNone)])),
        };
    }

    private static Operation Weigh(Step step)
    {
        TenantDefinition Tenant(int i) => new() { Name = "t" + (i % 4), Weight = ((double[])[1, 3, 0.5, 100, 0.01, 7.3])[step.C / 2 % 6] };
        return step.A % 2 == 0
            ? store => Box(store.Tenants.DeclareAsync(step.B % 3 == 0 ? "shop" : "mill", [.. Enumerable.Range(step.B, step.B % 3).Select(Tenant)]))
            : store => Box(store.Tenants.SetWeightAsync(Tenant(step.B), "gil"));
    }

    private static Operation Secret(Step step)
    {
        var secret = new SecretRef(step.B % 3 == 0 ? "" : "t" + (step.B % 3), "S" + (step.C / 2 % 3));
        var tokens = (int[])[step.B % 5, step.C % 5];
        return (step.A % 6) switch
        {
            0 => store => Box(store.Secrets.RemoveAsync(secret, "hal")),
            1 => store => Box(store.Secrets.FindAsync([secret, secret with { Tenant = "" }, new SecretRef("t1", "S1")])),
            2 or 3 => store => Box(store.Secrets.RotateAsync(
                [.. Enumerable.Range(0, 3).Select(i => new SecretRotation(secret with { Name = "S" + i }, Samples.Token(tokens[0]), Samples.Token(tokens[1])))], "jo")),
            _ => store => Box(store.Secrets.SetAsync(secret, Samples.Token(tokens[0]), "hal")),
        };
    }

    private Operation Bulk(Step step)
    {
        var request = new BulkRequest
        {
            Action = (BulkAction)(step.A % 5),
            Actor = "fay",
            Reason = step.B % 2 == 0 ? "all" : null,
            Queue = Queues[step.C % 3],
            Priority = step.C % 10,
            After = step.B % 7 == 0 ? Job(step) - 1 : 0,
            Through = step.B % 11 == 0 ? Job(step with { A = step.B }) : long.MaxValue,
            Limit = step.C % 4 == 0 ? 1 + (step.B % 5) : 1_000,
            DryRun = step.B % 6 == 0,
            Ids = step.C % 5 == 0 ? [Job(step), Job(step with { A = step.C }), Job(step with { A = step.B })] : null,
            Filter = (step.B % 8) switch
            {
                0 => new JobFilter { Kind = "work" },
                1 => new JobFilter { Queue = Queues[step.A % 3], Roots = step.C % 2 == 0 },
                2 => new JobFilter { Tenant = "t1" },
                3 => new JobFilter { State = (JobState)(step.C % 9) },
                4 => new JobFilter { Search = "FLOW", Containers = step.C % 2 == 0 },
                5 => new JobFilter { Since = clock.Now.AddSeconds(-(step.C % 10)) },
                6 => new JobFilter { Search = "\"i\":" + (step.C % 10) },
                _ => new JobFilter { Kind = "other", State = JobState.Ready },
            },
        };
        return store => Box(store.Control.ApplyAsync(request));
    }

    private Operation Rescue(Step step)
    {
        Guid[] proven = step.A % 3 == 0 && _workers.Count > 0 ? [_workers[step.B % _workers.Count]] : [];
        return step.A % 4 == 1
            ? store => Box(store.Upkeep.AdmitAsync())
            : store => Box(store.Upkeep.RescueAsync(proven, 1 + (step.C % 10)));
    }

    private Operation Leave(Step step)
    {
        var worker = Worker(step);
        return step.A % 2 == 0
            ? store => Box(store.Workers.DeregisterAsync(worker))
            : store => Box(store.Workers.RequestDrainAsync(worker, "eve"));
    }
}
