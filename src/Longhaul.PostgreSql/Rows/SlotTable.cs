using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>
/// Who holds which slots and who waits for them. Derived from the job each time it is written, so that nothing can leak. A key is locked
/// before its holders are counted, so that two calls never give away the same place. They are counted once, for all keys that are locked together, and kept
/// up as jobs are written: nobody else gives places of a locked key away. (Counted anew for each job, a thousand enqueues took three thousand trips.)
/// </summary>
internal sealed class SlotTable : ISlotRows
{
    // No stranger's transaction holds slots, as one may hold unique keys: only calls under way do, and where there are many, a short patience was never enough.
    private const long SlotWaitMs = 20_000;

    private readonly Transaction _transaction;
    private readonly JobTable _jobs;
    private readonly KeyLines _lines;
    private readonly KeyTurns _turns;
    private readonly Dictionary<long, JobRecord> _written = [];
    private readonly SortedSet<long> _gone = [];
    private readonly Dictionary<string, KeyRoom> _locked = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _paused;

    public SlotTable(Transaction transaction, JobTable jobs)
    {
        _transaction = transaction;
        _jobs = jobs;
        _lines = new KeyLines(transaction, jobs);
        _turns = new KeyTurns(transaction, Flush);
    }

    /// <summary>Remembers a job whose rows must be brought in line with it.</summary>
    /// <param name="before">What it was; null where it is new here.</param>
    /// <param name="job">What it is.</param>
    public void Keep(JobRecord? before, JobRecord job)
    {
        if (job.Slots.Count == 0 && before is null or { Slots.Count: 0 })
        {
            return;
        }

        _written[job.Id] = job;
        if (!IsThere(job))
        {
            // Even if it is back before that is sent: it may be so under other keys.
            _gone.Add(job.Id);
        }

        foreach (var slot in before?.Slots.DistinctBy(slot => slot.Key).Where(slot => JobLife.Holds(before, slot)) ?? [])
        {
            RoomOf(slot)?.Leave();
        }

        foreach (var slot in before is { Admitted: false } && IsThere(before) ? before.Slots : [])
        {
            RoomOf(slot)?.LeaveLine();
            _turns.Leave(slot.Key, before!);
        }

        foreach (var slot in Places(job))
        {
            RoomOf(slot)?.Enter(slot, job, isPassedBy: IsPaused(job.Tenant));
            if (!job.Admitted)
            {
                _turns.Enter(slot.Key, job);
            }
        }
    }

    /// <summary>Locks keys until the transaction ends, in an order that all calls share.</summary>
    public void Lock(IEnumerable<string> keys)
    {
        var wanted = keys.Where(key => !_locked.ContainsKey(key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        // Again, where upkeep has just forgotten one that nobody used.
        var left = wanted.ToHashSet(StringComparer.Ordinal);
        while (left.Count > 0)
        {
            _transaction.Sql("Slots/make_keys").Set("@keys", wanted).Set("@wait_ms", _transaction.KeyWaitMs is null ? null : (long?)SlotWaitMs).Run();
            _transaction.Sql("Slots/lock_keys").Set("@keys", wanted).All(row => row.Text(0)).ForEach(key => left.Remove(key));
        }

        Look(wanted);
    }

    /// <summary>Those that will be handed the next places of locked keys, so that they can be fetched together.</summary>
    public IReadOnlyList<long> Next(IEnumerable<string> keys)
    {
        var wanted = keys.Distinct(StringComparer.Ordinal).Where(key => _locked[key].MostWaiting is not null).ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        var lines = _lines.Beginnings(wanted, Paused);
        foreach (var line in lines)
        {
            _locked[line.Key].Line = [.. line];
        }

        return [.. lines.SelectMany(line => line).Select(waiter => waiter.Id)];
    }

    public bool IsPaused(string tenant) => Paused.Contains(tenant);

    /// <summary>What is paused has changed.</summary>
    public void ForgetPauses()
    {
        _paused = null;
        if (_locked.Where(one => one.Value.IsWithoutPaused || one.Value.Line is not null).Select(one => one.Key).ToList() is { Count: > 0 } concerned)
        {
            Look(concerned);
        }
    }

    public IReadOnlyList<string> KeysWaitedFor(string tenant, int limit) =>
        _transaction.Sql("Slots/list_keys_of_tenant").Set("@tenant", tenant).Set("@limit", limit).All(row => row.Text(0));

    /// <summary>Forgets starts under rates that count no more; answers with those of their keys that somebody waits for.</summary>
    public IReadOnlyList<string> Pass() => _transaction.Sql("Rates/pass").Set("@now", _transaction.Now).All(row => row.Text(0));

    public bool HasRoom(SlotKey slot)
    {
        Lock([slot.Key]);
        return Room(slot.Key, slot.Limit).HasRoom(slot.Limit);
    }

    public void Offer(IReadOnlyList<string> keys, Func<long, Offered> offer)
    {
        Lock(keys);
        var known = keys is [var only] ? _locked[only].Line : null;
        new KeyWalk(keys)
        {
            List = (some, after) => List(some, after, Paused), Firsts = Firsts, NextOfSet = (some, after) => _lines.NextOfSet(some, after, Paused),
            HasRoom = HasRoomForSomebody, Known = known,
        }.Run(offer);
    }

    public IReadOnlyList<long> Heads(IReadOnlyList<string> keys)
    {
        Lock(keys);
        Send(keys);
        return _lines.Heads(keys, Paused);
    }

    // Where the first of its keys had no room, the others were not looked at: their lines may have to begin anew as well.
    public long NextTag(JobRecord job)
    {
        Lock(KeysOf(job));
        return NextTagAsItIs(job);
    }

    /// <summary>The same without locks.</summary>
    public long NextTagAsItIs(JobRecord job)
    {
        var keys = KeysOf(job);
        return job.Tenant.Length == 0 && keys.TrueForAll(key => _locked.GetValueOrDefault(key) is { HasTags: false })
            ? 0
            : _turns.Next(keys, job, areLocked: keys.TrueForAll(_locked.ContainsKey));
    }

    public void Took(JobRecord job) => KeysOf(job).ForEach(key => _turns.Took(key, job));

    /// <summary>Tells of jobs that may have to wait for their keys.</summary>
    public void ExpectTurns(IEnumerable<(IReadOnlyList<SlotKey> Slots, int Priority, string Tenant)> jobs) => _turns.Expect(jobs
        .SelectMany(job => job.Slots.Select(slot => (slot.Key, job.Priority, job.Tenant)))
        .Where(one => one.Tenant.Length > 0 || _locked.GetValueOrDefault(one.Key) is not { HasTags: false }));

    public IEnumerable<long> InLine(string key)
    {
        Lock([key]);
        for (var chunk = List([key], Waiter.Beginning, []); chunk.Count > 0; chunk = List([key], chunk[^1], []))
        {
            foreach (var waiter in chunk)
            {
                yield return waiter.Id;
            }
        }
    }

    public IReadOnlyList<long> Holders(string key)
    {
        Lock([key]);
        Flush();
        var holders = _transaction.Sql("Slots/list_holders").Set("@key", key).All(row => row.Long(0));
        _jobs.Expect(holders);
        return holders;
    }

    /// <summary>Sends what was written.</summary>
    public void Flush()
    {
        _turns.Flush();
        if (_written.Count == 0)
        {
            return;
        }

        var there = _written.Values.SelectMany(job => Places(job).Select(slot => (Job: job, Slot: slot))).ToList();
        _written.Clear();
        if (_gone.Count > 0)
        {
            _transaction.Sql("Slots/delete").Set("@job_ids", _gone).Run();
            _gone.Clear();
        }

        if (there.Count > 0)
        {
            _transaction.Sql("Slots/upsert")
                .Set("@keys", there.Select(row => row.Slot.Key)).Set("@job_ids", there.Select(row => row.Job.Id))
                .Set("@held", there.Select(row => row.Job.Admitted)).Set("@max_held", there.Select(row => row.Slot.Limit))
                .Set("@priority", there.Select(row => (short)row.Job.Priority)).Set("@position", there.Select(row => row.Job.Position))
                .Set("@is_rate", there.Select(row => row.Slot.IsRate)).Set("@tenant", there.Select(row => row.Job.Tenant)).Set("@tag", there.Select(row => row.Job.Tag))
                .Set("@key_set", there.Select(row => row.Job.Admitted ? Waiter.UnknownSet : KeyLine.SetOf(row.Job))).Run();
        }
    }

    private bool HasRoomForSomebody(string key) => Room(key, _locked[key].MostWaiting ?? 0).HasRoomForSomebody;

    /// <summary>What is known of a locked key, and enough of it to judge a job with such a limit.</summary>
    private KeyRoom Room(string key, int limit)
    {
        if (_locked[key].IsVague(limit, Paused.Count > 0))
        {
            Look([key]);
        }

        // With all that wait of a paused tenant there is much to look through, so that it is only done where it matters.
        if (_locked[key].IsVague(limit, Paused.Count > 0))
        {
            _locked[key].LeaveOutPaused(_transaction.Sql("Slots/lowest_limit").Set("@key", key).First(row => row.IntOrNull(0)));
        }

        return _locked[key];
    }

    private IReadOnlyList<string> Paused => _paused ??= _transaction.Sql("Pauses/list_tenants").All(row => row.Text(0));

    private void Look(List<string> keys)
    {
        Flush();
        foreach (var (key, room, paused) in _transaction.Sql("Slots/list_rooms").Set("@keys", keys).Set("@now", _transaction.Now)
            .All(row => (row.Text(0), new KeyRoom(row.Long(1), row.IntOrNull(2), row.IntOrNull(3), row.Bool(4)), row.IsNull(5) ? [] : row.Array<string>(5))))
        {
            _locked[key] = room;
            _paused ??= paused;
        }
    }

    /// <summary>Those that have been admitted since are listed as well, where that was not sent yet; whoever walks looks at each job.</summary>
    private List<Waiter> List(IReadOnlyList<string> keys, Waiter after, IReadOnlyList<string> paused)
    {
        Send(keys);
        return _lines.After(keys, after, paused);
    }

    private List<Waiter> Firsts(KeySets sets)
    {
        // Whoever was admitted would else be the first again.
        Flush();
        return _lines.Firsts(sets, Paused);
    }

    private void Send(IReadOnlyList<string> keys)
    {
        if (keys.Any(key => _locked[key].HasUnsent))
        {
            Flush();
            foreach (var key in keys)
            {
                _locked[key].HasUnsent = false;
            }
        }
    }

    private static List<string> KeysOf(JobRecord job) => [.. job.Slots.Select(slot => slot.Key).Distinct()];

    private KeyRoom? RoomOf(SlotKey slot) => _locked.GetValueOrDefault(slot.Key);

    private static bool IsThere(JobRecord job) => job.Admitted || job is { State: JobState.Blocked, WaitingFor: 0 };

    /// <summary>The places that a job holds or waits for; under a rate none once it has started.</summary>
    private static IEnumerable<SlotKey> Places(JobRecord job) => IsThere(job)
        ? job.Slots.GroupBy(slot => slot.Key).Select(slots => slots.MinBy(slot => slot.Limit)).Where(slot => !job.Admitted || JobLife.Holds(job, slot))
        : [];
}
