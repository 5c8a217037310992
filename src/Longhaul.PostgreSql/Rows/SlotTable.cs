using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>
/// Who holds which slots and who waits for them. Derived from the job each time it is written, so that nothing can leak. A key is locked
/// before its holders are counted, so that two calls never give away the same place. They are counted once, for all keys that are locked together, and kept
/// up as jobs are written: nobody else gives places of a locked key away. (Counted anew for each job, a thousand enqueues took three thousand trips.)
/// </summary>
internal sealed class SlotTable(Transaction transaction, JobTable jobs) : ISlotRows
{
    private const int ChunkSize = 16;

    // No stranger's transaction holds slots, as one may hold unique keys: only calls under way do, and where there are many, a short patience was never enough.
    private const long SlotWaitMs = 20_000;

    private readonly Dictionary<long, JobRecord> _written = [];
    private readonly SortedSet<long> _gone = [];
    private readonly Dictionary<string, KeyRoom> _locked = new(StringComparer.Ordinal);

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
        }

        foreach (var slot in Places(job))
        {
            RoomOf(slot)?.Enter(slot, waits: !job.Admitted);
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
            transaction.Sql("Slots/make_keys").Set("@keys", wanted).Set("@wait_ms", transaction.KeyWaitMs is null ? null : (long?)SlotWaitMs).Run();
            transaction.Sql("Slots/lock_keys").Set("@keys", wanted).All(row => row.Text(0)).ForEach(key => left.Remove(key));
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

        var lines = transaction.Sql("Slots/list_next").Set("@keys", wanted).Set("@limit", KeyRoom.LineLength)
            .All(row => (Key: row.Text(0), Next: new Waiter(row.Long(1), row.Short(2), row.Long(3))));
        foreach (var line in lines.GroupBy(one => one.Key, one => one.Next))
        {
            _locked[line.Key].Line = [.. line];
        }

        return lines.ConvertAll(one => one.Next.Id);
    }

    /// <summary>Forgets starts under rates that count no more; answers with those of their keys that somebody waits for.</summary>
    public IReadOnlyList<string> Pass() => transaction.Sql("Rates/pass").Set("@now", transaction.Now).All(row => row.Text(0));

    /// <summary>Forgets keys that no job holds or waits for any more; true where there may be more of them than the limit.</summary>
    public bool PruneKeys(int limit)
    {
        var unused = transaction.Sql("Slots/list_unused_keys").Set("@limit", limit).All(row => row.Text(0));
        if (unused.Count > 0)
        {
            transaction.Sql("Slots/prune_keys").Set("@keys", unused).Run();
        }

        return unused.Count >= limit;
    }

    public bool HasRoom(SlotKey slot)
    {
        Lock([slot.Key]);
        return Room(slot.Key, slot.Limit).HasRoom(slot.Limit);
    }

    public IEnumerable<long> Waiting(IReadOnlyList<string> keys)
    {
        Lock(keys);
        return Walk(keys, () => keys.Any(HasRoomForSomebody));
    }

    public IEnumerable<long> InLine(string key)
    {
        Lock([key]);
        return Walk([key], () => true);
    }

    public IReadOnlyList<long> Holders(string key)
    {
        Lock([key]);
        Flush();
        var holders = transaction.Sql("Slots/list_holders").Set("@key", key).All(row => row.Long(0));
        jobs.Expect(holders);
        return holders;
    }

    /// <summary>Sends what was written.</summary>
    public void Flush()
    {
        if (_written.Count == 0)
        {
            return;
        }

        var there = _written.Values.SelectMany(job => Places(job).Select(slot => (Job: job, Slot: slot))).ToList();
        _written.Clear();
        if (_gone.Count > 0)
        {
            transaction.Sql("Slots/delete").Set("@job_ids", _gone).Run();
            _gone.Clear();
        }

        if (there.Count > 0)
        {
            transaction.Sql("Slots/upsert")
                .Set("@keys", there.Select(row => row.Slot.Key)).Set("@job_ids", there.Select(row => row.Job.Id))
                .Set("@held", there.Select(row => row.Job.Admitted)).Set("@max_held", there.Select(row => row.Slot.Limit))
                .Set("@priority", there.Select(row => (short)row.Job.Priority)).Set("@position", there.Select(row => row.Job.Position))
                .Set("@is_rate", there.Select(row => row.Slot.IsRate)).Run();
        }
    }

    private bool HasRoomForSomebody(string key) => Room(key, _locked[key].MostWaiting ?? 0).HasRoomForSomebody;

    /// <summary>What is known of a locked key, and enough of it to judge a job with such a limit.</summary>
    private KeyRoom Room(string key, int limit)
    {
        if (_locked[key].IsVague(limit))
        {
            Look([key]);
        }

        return _locked[key];
    }

    private void Look(List<string> keys)
    {
        Flush();
        transaction.Sql("Slots/list_rooms").Set("@keys", keys).Set("@now", transaction.Now)
            .All(row => (Key: row.Text(0), Room: new KeyRoom(row.Long(1), row.IntOrNull(2), row.IntOrNull(3)))).ForEach(one => _locked[one.Key] = one.Room);
    }

    private IEnumerable<long> Walk(IReadOnlyList<string> keys, Func<bool> goesOn)
    {
        var after = new Waiter(0, int.MaxValue, 0);
        if (keys is [var only] && _locked[only] is { Line: { } line })
        {
            foreach (var waiter in line.TakeWhile(_ => goesOn()))
            {
                yield return waiter.Id;
            }

            if (line.Count < KeyRoom.LineLength)
            {
                yield break;
            }

            after = line[^1];
        }

        while (goesOn())
        {
            var chunk = List(keys, after);
            foreach (var waiter in chunk)
            {
                yield return waiter.Id;
            }

            if (chunk.Count < ChunkSize)
            {
                yield break;
            }

            after = chunk[^1];
        }
    }

    /// <summary>Those that have been admitted since are listed as well, where that was not sent yet; whoever walks looks at each job.</summary>
    private List<Waiter> List(IReadOnlyList<string> keys, Waiter after)
    {
        if (keys.Any(key => _locked[key].HasUnsent))
        {
            Flush();
            foreach (var key in keys)
            {
                _locked[key].HasUnsent = false;
            }
        }

        var chunk = transaction.Sql("Slots/list_waiting")
            .Set("@keys", keys).Set("@priority", after.Priority).Set("@position", after.Position).Set("@limit", ChunkSize)
            .All(row => new Waiter(row.Long(0), row.Short(1), row.Long(2)));
        jobs.Expect(chunk.Select(waiter => waiter.Id));
        return chunk;
    }

    private KeyRoom? RoomOf(SlotKey slot) => _locked.GetValueOrDefault(slot.Key);

    private static bool IsThere(JobRecord job) => job.Admitted || job is { State: JobState.Blocked, WaitingFor: 0 };

    /// <summary>The places that a job holds or waits for; under a rate none once it has started.</summary>
    private static IEnumerable<SlotKey> Places(JobRecord job) => IsThere(job)
        ? job.Slots.GroupBy(slot => slot.Key).Select(slots => slots.MinBy(slot => slot.Limit)).Where(slot => !job.Admitted || JobLife.Holds(job, slot))
        : [];
}
