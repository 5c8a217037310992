using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>The moves that several roles share: where a job stands, slots, ends and what follows from them.</summary>
internal sealed class JobLife(IStoreRows rows)
{
    private readonly LeavingRules _leaving = new(rows);

    /// <summary>Writes a job that neither runs nor is over where it belongs, behind those that waited for its rates before.</summary>
    public void Settle(JobRecord job, bool freshPosition)
    {
        if (!job.IsContainer && job.WaitingFor == 0 && !(job.DueAt > rows.Now))
        {
            HandOn([job.Slots], except: job.Id);
        }

        rows.Jobs.Put(Placed(job, freshPosition));
    }

    /// <summary>A job that neither runs nor is over, as it stands: blocked, scheduled or ready.</summary>
    public JobRecord Placed(JobRecord job, bool freshPosition, bool keepsTag = false, bool keepsTurn = false)
    {
        if (job.IsContainer || job.WaitingFor > 0)
        {
            return job with { State = JobState.Blocked, Admitted = false, Tag = 0 };
        }

        if (job.DueAt > rows.Now)
        {
            return job with { State = JobState.Scheduled, Admitted = false, Tag = 0 };
        }

        var free = job.Slots.All(rows.Slots.HasRoom) && (job.Slots.Count == 0 || !rows.Slots.IsPaused(job.Tenant));
        var waited = job is { State: JobState.Blocked, Tag: > 0, Slots.Count: > 0 };
        if (free && waited)
        {
            rows.Slots.Took(job);
        }

        var placed = job with
        {
            DueAt = null,
            Position = freshPosition ? rows.NextNumber() : job.Position,
            State = free ? JobState.Ready : JobState.Blocked,
            Admitted = free && job.Slots.Count > 0,
            Front = free && job.Front,
        };
        return (free, keepsTag) switch
        {
            (true, false) => Joining(placed),
            (false, _) when !waited && !keepsTurn => placed with { Tag = rows.Slots.NextTag(job) },
            _ => placed,
        };
    }

    /// <summary>A ready job that goes to the end of its tenant's line.</summary>
    public JobRecord Joining(JobRecord ready)
    {
        rows.Line.Join(ready);
        return ready with { Tag = 0 };
    }

    /// <summary>
    /// Time makes room under a rate without anybody's doing: hands it to those that wait for it, so that nobody who comes now goes before them. Who cannot go anyway, since
    /// another key is full, passes nobody.
    /// </summary>
    /// <param name="jobs">The keys of those that come.</param>
    /// <param name="except">Somebody who is not to be looked at.</param>
    public void HandOn(IEnumerable<IReadOnlyList<SlotKey>> jobs, long except = 0)
    {
        var coming = jobs.Where(slots => slots.Any(slot => slot.IsRate) && slots.Where(slot => !slot.IsRate).All(rows.Slots.HasRoom));
        if (coming.SelectMany(slots => slots).Where(slot => slot.IsRate).Select(slot => slot.Key).Distinct().ToList() is { Count: > 0 } rates)
        {
            Admit(rates, except);
        }
    }

    /// <summary>It holds a slot now: under a rate only until it has started, which counts by itself.</summary>
    public static bool Holds(JobRecord job, SlotKey slot) => job.Admitted && !(slot.IsRate && job.State == JobState.Running);

    /// <summary>What is claimed again counts as another start, so that it cannot keep its place under a rate.</summary>
    public static bool KeepsSlots(JobRecord job) => !job.Slots.Any(slot => slot.IsRate);

    /// <summary>Hands free slots to those that wait for the keys, the first first, as far as there is room.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="except">Somebody who is not to be looked at.</param>
    /// <param name="oldestFirst">Before all others the priority that has waited longest.</param>
    public int Admit(IReadOnlyList<string> keys, long except = 0, bool oldestFirst = false)
    {
        var admitted = 0;
        if (oldestFirst)
        {
            // One that lacks another key leaves it to the next priority.
            _ = rows.Slots.Heads(keys).Any(head => Offer(head) == Offered.Taken);
        }

        rows.Slots.Offer(keys, Offer);
        return admitted;

        Offered Offer(long id)
        {
            // Somebody may have cancelled it since it was listed.
            if (id == except || rows.Jobs.FindOpen(id) is not { State: JobState.Blocked, WaitingFor: 0 } job || rows.Slots.IsPaused(job.Tenant))
            {
                return Offered.Passed;
            }

            if (!job.Slots.All(rows.Slots.HasRoom))
            {
                return Offered.Full;
            }

            rows.Jobs.Put(Placed(job, freshPosition: true));
            admitted++;
            return Offered.Taken;
        }
    }

    /// <summary>Ends a job, and with it whatever ends or begins because of that.</summary>
    public void End(JobRecord job, JobState state, JobError? error)
    {
        var ended = rows.Jobs.Put(Over(job, state, error));
        if (job.Admitted)
        {
            Admit(FreedBy(job), oldestFirst: KeyLine.IsForOldest(job.Id, rows.Options.KeyAging));
        }

        if (state == JobState.Cancelled)
        {
            _leaving.GiveBack(ended);
        }

        Release(ended);
        EndParent(ended);
        if (ended.ParentId is null)
        {
            Tell(ended);
            Leave(ended);
        }
    }

    /// <summary>The keys under which there is room where a job gives up what it holds; what a start counts under a rate passes with time.</summary>
    public static IReadOnlyList<string> FreedBy(JobRecord job) =>
        [.. job.Slots.Where(slot => !(slot.IsRate && job.State == JobState.Running)).Select(slot => slot.Key).Distinct()];

    /// <summary>Why a job is cancelled whose dependency did not end well.</summary>
    public static JobError DependencyError(JobRecord cause) =>
        new("dependency", $"job {cause.Id} ({cause.Step ?? cause.Kind}) {(cause.State == JobState.Failed ? "failed" : "was cancelled")}");

    /// <summary>Why something is cancelled that belongs to a job which is to go again.</summary>
    public static JobError TakenBackError { get; } = new("cancelled", "what it comes from runs again");

    /// <summary>A job that begins anew, with nothing of what it made.</summary>
    public static JobRecord Anew(JobRecord job) => job with
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

    /// <summary>
    /// Something that the running job needs was taken back since it began. What it makes is of no use any more: however its attempt ends, it goes again. Nothing
    /// waits for others while it runs, so that its count of them is the mark.
    /// </summary>
    public static bool IsOutdated(JobRecord job) => job is { State: JobState.Running, WaitingFor: > 0, CancelRequested: false };

    /// <summary>A job whose attempt is over, or all that it became, waits for what was taken back before it and goes again after that.</summary>
    public void GoAgain(JobRecord job)
    {
        var needs = rows.Trees.NeedsOf(job.Id).ConvertAll(edge => (edge.OnAnyEnd, Job: rows.Jobs.Find(edge.DependsOn)));
        if (needs.Find(need => need is { OnAnyEnd: false, Job: { Satisfies: false } other } && other.State.IsOver()).Job is { } cause)
        {
            End(job, JobState.Cancelled, DependencyError(cause));
            return;
        }

        Settle(Anew(job) with { WaitingFor = needs.Count(need => need.Job?.State.IsOver() == false) }, freshPosition: true);
        if (job.Admitted)
        {
            Admit(FreedBy(job));
        }
    }

    private JobRecord Over(JobRecord job, JobState state, JobError? error) => job with
    {
        State = state,
        Error = error,
        FinishedAt = rows.Now,
        DueAt = null,
        Admitted = false,
        Front = false,
        Stage = state == JobState.Cancelled ? null : job.Stage,
        Progress = state == JobState.Cancelled ? null : job.Progress,
        EtaSeconds = null,
    };

    private void Release(JobRecord ended)
    {
        var edges = rows.Trees.DependentsOf(ended.Id);
        rows.Jobs.Expect(edges.Select(edge => edge.JobId));
        foreach (var edge in edges)
        {
            // Not waiting is one that went on before this one was taken back into work and ended again, or of which something is yet to be stopped.
            if (rows.Jobs.FindOpen(edge.JobId) is { State: JobState.Blocked, WaitingFor: > 0, IsExpanded: false } waiting)
            {
                var more = edge.OnAnyEnd ? _leaving.WaitAlso(waiting.Id, ended) : 0;
                Release(waiting with { WaitingFor = waiting.WaitingFor - 1 + more }, ended, edge.OnAnyEnd);
            }
        }
    }

    private void Release(JobRecord dependent, JobRecord ended, bool onAnyEnd)
    {
        if (!ended.Satisfies && !onAnyEnd)
        {
            End(dependent, JobState.Cancelled, DependencyError(ended));
        }
        else if (dependent.WaitingFor == 0)
        {
            // It was in no line; an older program may have left it the tag of another.
            Settle(dependent with { Tag = 0 }, freshPosition: true);
        }
        else
        {
            rows.Jobs.Put(dependent);
        }
    }

    private void EndParent(JobRecord ended)
    {
        if (ended.ParentId is not { } parentId)
        {
            return;
        }

        var parent = rows.Jobs.FindOpen(parentId)!;
        parent = rows.Jobs.Put(parent with { OpenChildren = parent.OpenChildren - 1 });
        if (parent is { OpenChildren: 0, IsExpanded: true, WaitingFor: > 0 })
        {
            new ExpandRules(rows).Collapse([parent]);
            GoAgain(rows.Jobs.FindOpen(parentId)!);
        }
        else if (parent.OpenChildren == 0)
        {
            var (container, state, error) = ContainerEnd.Of(parent, rows.Trees.UnsatisfiedChildren(parentId), () => rows.Trees.Children(parentId));
            End(container, state, error);
        }
    }

    private void Tell(JobRecord root)
    {
        if (root.State == JobState.Failed)
        {
            rows.Alerts.Note(AlertChecks.Failed(root));
        }
    }

    private void Leave(JobRecord root)
    {
        if (root is { IsContainer: false, KeepHistory: false, State: JobState.Completed })
        {
            rows.Trees.Remove(root.Id);
        }
        else
        {
            rows.Trees.MoveToHistory(root.Id);
        }
    }
}
