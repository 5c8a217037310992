using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>
/// Who holds which slots and who waits for them. Derived from the job each time it is written, so that nothing can leak. A key is locked
/// before its holders are counted, so that two calls never give away the same place.
/// </summary>
internal sealed class SlotTable(Transaction transaction, JobTable jobs) : ISlotRows
{
    private const int ChunkSize = 16;
    private readonly Dictionary<long, JobRecord> _written = [];
    private readonly HashSet<string> _locked = new(StringComparer.Ordinal);

    /// <summary>Remembers a job whose rows must be brought in line with it.</summary>
    public void Keep(JobRecord job)
    {
        if (job.Slots.Count > 0)
        {
            _written[job.Id] = job;
        }
    }

    /// <summary>Locks keys until the transaction ends, in an order that all calls share.</summary>
    public void Lock(IEnumerable<string> keys)
    {
        var wanted = keys.Where(key => !_locked.Contains(key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // Again, where upkeep has just forgotten one that nobody used.
        while (!wanted.TrueForAll(_locked.Contains))
        {
            transaction.Sql("Slots/make_keys").Set("@keys", wanted).Run();
            transaction.Sql("Slots/lock_keys").Set("@keys", wanted).All(row => row.Text(0)).ForEach(key => _locked.Add(key));
        }
    }

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
        return Held(slot.Key) < slot.Limit;
    }

    public IEnumerable<long> Waiting(IReadOnlyList<string> keys)
    {
        Lock(keys);
        var (priority, position) = (int.MaxValue, 0L);
        while (keys.Any(HasRoomForSomebody))
        {
            var chunk = transaction.Sql("Slots/list_waiting")
                .Set("@keys", keys).Set("@priority", priority).Set("@position", position).Set("@limit", ChunkSize)
                .All(row => (Id: row.Long(0), Priority: (int)row.Short(1), Position: row.Long(2)));
            jobs.Expect(chunk.Select(waiting => waiting.Id));
            foreach (var waiting in chunk)
            {
                yield return waiting.Id;
            }

            if (chunk.Count < ChunkSize)
            {
                yield break;
            }

            (_, priority, position) = chunk[^1];
        }
    }

    /// <summary>Sends what was written.</summary>
    public void Flush()
    {
        if (_written.Count == 0)
        {
            return;
        }

        var (gone, there) = (new List<long>(), new List<(JobRecord Job, string Key, int Limit)>());
        foreach (var job in _written.Values)
        {
            if (job.Admitted || job is { State: JobState.Blocked, WaitingFor: 0 })
            {
                there.AddRange(job.Slots.GroupBy(slot => slot.Key).Select(slot => (job, slot.Key, slot.Min(one => one.Limit))));
            }
            else
            {
                gone.Add(job.Id);
            }
        }

        _written.Clear();
        transaction.Sql("Slots/delete").Set("@job_ids", gone).Run();
        transaction.Sql("Slots/upsert")
            .Set("@keys", there.Select(row => row.Key)).Set("@job_ids", there.Select(row => row.Job.Id))
            .Set("@held", there.Select(row => row.Job.Admitted)).Set("@max_held", there.Select(row => row.Limit))
            .Set("@priority", there.Select(row => (short)row.Job.Priority)).Set("@position", there.Select(row => row.Job.Position)).Run();
    }

    private bool HasRoomForSomebody(string key)
    {
        Flush();
        return transaction.Sql("Slots/highest_limit").Set("@key", key).First(row => row.IntOrNull(0)) is { } limit && Held(key) < limit;
    }

    private long Held(string key)
    {
        Flush();
        return transaction.Sql("Slots/count_held").Set("@key", key).First(row => row.Long(0));
    }
}
