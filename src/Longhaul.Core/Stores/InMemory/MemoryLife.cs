using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>The moves that several roles share: where a job stands, slots, ends and what follows from them.</summary>
internal sealed class MemoryLife(MemoryTables tables, MemoryLine line, MemoryKeys keys)
{
    private readonly MemoryTurns _turns = new(tables);

    /// <summary>Puts a job that neither runs nor is over where it belongs: blocked, scheduled or ready.</summary>
    public void Settle(JobRecord job, bool freshPosition)
    {
        if (!job.IsContainer && job.WaitingFor == 0 && !(job.DueAt > tables.Now))
        {
            HandOn([job.Slots], except: job.Id);
        }

        Place(job, freshPosition);
    }

    /// <summary>Time makes room under rates without anybody's doing: those that have waited for it come first.</summary>
    public void HandOn(IEnumerable<IReadOnlyList<SlotKey>> jobs, long except = 0) => Admit(
        jobs.Where(slots => slots.Where(slot => !slot.IsRate).All(slot => HasRoom(slot, except))).SelectMany(slots => slots)
            .Where(slot => slot.IsRate).Select(slot => slot.Key).ToHashSet(),
        except);

    /// <summary>The same where those that waited before have been looked at already.</summary>
    public void Place(JobRecord job, bool freshPosition, bool keepsTag = false, bool keepsTurn = false)
    {
        if (job.IsContainer || job.WaitingFor > 0)
        {
            tables.Put(job with { State = JobState.Blocked, Admitted = false, Tag = 0 });
            return;
        }

        if (job.DueAt > tables.Now)
        {
            tables.Put(job with { State = JobState.Scheduled, Admitted = false, Tag = 0 });
            return;
        }

        var placed = job with { DueAt = null, Position = freshPosition ? tables.NextNumber() : job.Position };
        var free = MayHold(placed);
        var waited = job.State == JobState.Blocked && job.Tag > 0 && job.Slots.Count > 0;
        if (free && waited)
        {
            _turns.Took(job);
        }

        placed = placed with { State = free ? JobState.Ready : JobState.Blocked, Admitted = free && placed.Slots.Count > 0, Front = free && placed.Front };
        tables.Put((free, keepsTag) switch
        {
            (true, false) => line.Join(placed),
            (false, _) when !waited && !keepsTurn => placed with { Tag = NextTag(job) },
            _ => placed,
        });
    }

    /// <summary>The tag of a job that will wait for its keys, behind the others of its tenant and by turns with those of other tenants.</summary>
    public long NextTag(JobRecord job) => _turns.Next(job, Waiting());

    /// <summary>Admits jobs that wait for slots, the first first, as far as there is room.</summary>
    public int Admit() => Admit(Waiting().SelectMany(KeysOf).ToHashSet());

    /// <summary>Admits jobs that wait for one of the keys.</summary>
    public int Admit(IReadOnlySet<string> keys, long except = 0, bool oldestFirst = false)
    {
        var admitted = 0;
        var waiting = keys.Count > 0 ? Waiting() : [];
        if (oldestFirst && Heads(waiting, keys).FirstOrDefault(MayHold) is { } oldest)
        {
            Place(oldest, freshPosition: true);
            waiting.RemoveAll(job => job.Id == oldest.Id);
            admitted++;
        }

        foreach (var job in waiting.Where(job => job.Id != except && KeysOf(job).Any(keys.Contains) && MayHold(job)))
        {
            Place(job, freshPosition: true);
            admitted++;
        }

        return admitted;
    }

    /// <summary>The first of each priority in the lines of keys, the one that has waited longest first.</summary>
    private IEnumerable<JobRecord> Heads(List<JobRecord> waiting, IReadOnlySet<string> keys) => waiting
        .Where(job => !tables.IsPaused(job.Tenant)).SelectMany(job => KeysOf(job).Where(keys.Contains).Select(key => (job, key)))
        .DistinctBy(one => (one.key, one.job.Priority)).Select(one => one.job).OrderBy(job => job.Position);

    // What nobody holds a place for needs none.
    private bool MayHold(JobRecord job) => job.Slots.All(slot => HasRoom(slot, job.Id)) && (job.Slots.Count == 0 || !tables.IsPaused(job.Tenant));

    public static IReadOnlySet<string> KeysOf(JobRecord job) => job.Slots.Select(slot => slot.Key).ToHashSet();

    /// <summary>Where a job gives up what it holds, there is room under these; a start goes on to count under a rate.</summary>
    public static IReadOnlySet<string> FreedBy(JobRecord job) =>
        job.Slots.Where(slot => !slot.IsRate || job.State != JobState.Running).Select(slot => slot.Key).ToHashSet();

    /// <summary>Forgets the starts that count no more and hands on what that makes free.</summary>
    public int Pass()
    {
        var passed = tables.Data.Starts.Where(start => start.Until <= tables.Now).Select(start => start.Key).ToHashSet();
        tables.Data.Starts = tables.Data.Starts.RemoveAll(start => start.Until <= tables.Now);
        return Admit(passed);
    }

    /// <summary>Those that wait for slots, the first first.</summary>
    public List<JobRecord> Waiting() => tables.Data.Open.Values
        .Where(job => job is { State: JobState.Blocked, IsContainer: false, WaitingFor: 0, Slots.Count: > 0 })
        .OrderByDescending(job => job.Priority).ThenBy(job => job.Tag).ThenBy(job => job.Position).ToList();

    /// <summary>Those that hold a key, by id.</summary>
    public IEnumerable<JobRecord> Holders(string key) => tables.Data.Open.Values.Where(job =>
        job.Admitted && job.Slots.Any(slot => slot.Key == key && !(slot.IsRate && job.State == JobState.Running)));

    /// <summary>The starts that count under a key.</summary>
    public IEnumerable<KeyStart> Starts(string key) => tables.Data.Starts.Where(start => start.Key == key && start.Until > tables.Now);

    /// <summary>
    /// Fewer jobs hold the key, and fewer starts count under it, than this job allows and than each of the others does that wait for it: nobody goes
    /// by a limit that would let him pass those.
    /// </summary>
    public bool HasRoom(SlotKey slot, long jobId) => Holders(slot.Key).Count() + Starts(slot.Key).Count() < Limit(slot, jobId);

    /// <summary>The least of the limits under a key of a job and of those that wait for it.</summary>
    public int Limit(SlotKey slot, long jobId) => Waiting().Where(other => other.Id != jobId && !tables.IsPaused(other.Tenant))
        .SelectMany(other => other.Slots).Where(other => other.Key == slot.Key).Select(other => other.Limit).Append(slot.Limit).Min();

    /// <summary>Ends a job, and with it whatever ends or begins because of that.</summary>
    public void End(JobRecord job, JobState state, JobError? error)
    {
        var held = job.Admitted;
        var ended = tables.Put(job with
        {
            State = state,
            Error = error,
            FinishedAt = tables.Now,
            DueAt = null,
            Admitted = false,
            Front = false,
            Stage = state == JobState.Cancelled ? null : job.Stage,
            Progress = state == JobState.Cancelled ? null : job.Progress,
            EtaSeconds = null,
        });
        if (held)
        {
            Admit(FreedBy(job), oldestFirst: KeyLine.IsForOldest(job.Id, tables.Options.KeyAging));
        }

        keys.GiveBack(ended, Before(ended));
        Release(ended);
        EndParent(ended);
        if (ended is { ParentId: null, State: JobState.Failed })
        {
            tables.Note(AlertChecks.Failed(ended));
        }

        if (ended.ParentId is null)
        {
            Leave(ended);
        }
    }

    /// <summary>It runs, and something that it needs was taken back meanwhile.</summary>
    public static bool IsOutdated(JobRecord job) => job.State == JobState.Running && job.WaitingFor > 0 && !job.CancelRequested;

    /// <summary>What was taken back before it is made anew, so it goes again after that, however its attempt has ended.</summary>
    public void GoAgain(JobRecord job)
    {
        var needs = tables.NeedsOf(job.Id).OrderBy(edge => edge.DependsOn).ToList();
        var bad = needs.Where(edge => !edge.OnAnyEnd).Select(edge => tables.Find(edge.DependsOn)).FirstOrDefault(need => need?.State.IsOver() == true && !need.Satisfies);
        if (bad is not null)
        {
            End(job, JobState.Cancelled, DependencyError(bad));
            return;
        }

        Settle(MemoryReopen.Fresh(job) with { WaitingFor = needs.Count(edge => tables.Find(edge.DependsOn)?.State.IsOver() == false) }, freshPosition: true);
        if (job.Admitted)
        {
            Admit(FreedBy(job));
        }
    }

    public IEnumerable<JobRecord> Ancestors(JobRecord job)
    {
        for (var id = job.ParentId; id is not null; id = tables.Find(id.Value)!.ParentId)
        {
            yield return tables.Find(id.Value)!;
        }
    }

    /// <summary>All that belongs to a container, however deep.</summary>
    public IEnumerable<JobRecord> Below(JobRecord job) => tables.Tree(job.RootId).Where(other => Ancestors(other).Any(parent => parent.Id == job.Id));

    /// <summary>It did not end well, and what it belongs to, below a container (null for none), went on all the same.</summary>
    public bool IsAllowed(JobRecord job, long? within = null) => !job.State.Satisfies() && job.State.IsOver()
        && Ancestors(job).Prepend(job).TakeWhile(one => one.Id != within).Any(one => one.State.IsOver() && one.Satisfies);

    /// <summary>What an expanded job became is no more, since it may be another thing this time; answers with the keys that this makes free.</summary>
    public IReadOnlySet<string> Collapse(JobRecord job)
    {
        var gone = Below(job).ToList();
        foreach (var open in gone.Where(other => !other.State.IsOver()))
        {
            tables.Put(open with { State = JobState.Cancelled, Admitted = false });
        }

        tables.RemoveMembers(job.RootId, gone.ConvertAll(other => other.Id));
        tables.Put(tables.Data.Open[job.Id] with { IsContainer = false, OpenChildren = 0 });
        return gone.Where(other => other.Admitted).SelectMany(FreedBy).ToHashSet();
    }

    private void Release(JobRecord ended)
    {
        foreach (var edge in tables.DependentsOf(ended.Id))
        {
            if (!tables.Data.Open.TryGetValue(edge.JobId, out var waiting) || !IsWaiting(waiting))
            {
                continue;
            }

            var instead = edge.OnAnyEnd ? Before(ended).Except(tables.NeedsOf(waiting.Id).Select(need => need.DependsOn)).ToList() : [];
            instead.ForEach(id => tables.AddEdge(new DependencyEdge(waiting.Id, id, OnAnyEnd: true)));
            var left = waiting with { WaitingFor = waiting.WaitingFor - 1 + instead.Count };
            if (!ended.Satisfies && !edge.OnAnyEnd)
            {
                End(left, JobState.Cancelled, DependencyError(ended));
            }
            else if (left.WaitingFor == 0)
            {
                Settle(left with { Tag = 0 }, freshPosition: true);
            }
            else
            {
                tables.Put(left);
            }
        }
    }

    /// <summary>What one that was cancelled before it began was to come after, and what that was to, as far as it is not over.</summary>
    public IEnumerable<long> Before(JobRecord gone)
    {
        var members = gone is { State: JobState.Cancelled, ParentId: null } ? tables.Tree(gone.RootId).ToList() : [];
        var needs = members.TrueForAll(member => member.Attempt == 0) ? members.SelectMany(member => tables.NeedsOf(member.Id)) : [];
        return needs.Where(need => need.OnAnyEnd).Select(need => tables.Find(need.DependsOn)).OfType<JobRecord>().DistinctBy(job => job.Id)
            .SelectMany(job => job.State.IsOver() ? Before(job) : [job.Id]).Distinct();
    }

    /// <summary>Not so where it went on before this one was taken back into work and ended again, or where what it became is yet to be stopped.</summary>
    private static bool IsWaiting(JobRecord job) => job is { State: JobState.Blocked, WaitingFor: > 0, IsExpanded: false };

    private void EndParent(JobRecord ended)
    {
        if (ended.ParentId is not { } parentId)
        {
            return;
        }

        var parent = tables.Data.Open[parentId];
        parent = tables.Put(parent with { OpenChildren = parent.OpenChildren - 1 });
        if (parent.OpenChildren == 0 && parent.IsExpanded && parent.WaitingFor > 0)
        {
            Collapse(parent);
            GoAgain(tables.Data.Open[parentId]);
            return;
        }

        if (parent.OpenChildren == 0)
        {
            var (container, state, error) = ContainerEnd.Of(parent, tables.Children(parent).ToList(), () => tables.Children(parent).ToList());
            End(container, state, error);
        }
    }

    private void Leave(JobRecord root)
    {
        if (root is { IsContainer: false, KeepHistory: false, State: JobState.Completed })
        {
            tables.Remove(root.Id);
        }
        else
        {
            tables.MoveToHistory(root.Id);
        }
    }

    /// <summary>Why a job is cancelled whose dependency did not end well.</summary>
    public static JobError DependencyError(JobRecord cause) =>
        new("dependency", $"job {cause.Id} ({cause.Step ?? cause.Kind}) {(cause.State == JobState.Failed ? "failed" : "was cancelled")}");
}
