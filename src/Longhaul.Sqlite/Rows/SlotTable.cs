using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;

namespace Longhaul.Sqlite.Rows;

/// <summary>Who holds which slots and who waits for them. Derived from the job each time it is written, so that nothing can leak.</summary>
internal sealed class SlotTable(Transaction transaction) : ISlotRows
{
    private const int ChunkSize = 16;

    /// <summary>Brings the rows of a job in line with it.</summary>
    public void Keep(JobRecord job)
    {
        if (job.Slots.Count == 0)
        {
            return;
        }

        var waits = job is { State: JobState.Blocked, WaitingFor: 0 };
        if (!job.Admitted && !waits)
        {
            transaction.Sql("Slots/delete").Set("@job_id", job.Id).Run();
            return;
        }

        foreach (var slot in job.Slots.GroupBy(slot => slot.Key).Select(slots => slots.MinBy(slot => slot.Limit)).Where(slot => waits || JobLife.Holds(job, slot)))
        {
            transaction.Sql("Slots/upsert")
                .Set("@key", slot.Key).Set("@job_id", job.Id).Set("@held", job.Admitted).Set("@max_held", slot.Limit)
                .Set("@priority", job.Priority).Set("@position", job.Position).Set("@is_rate", slot.IsRate).Run();
        }
    }

    /// <summary>A job starts: under its rate keys its start counts from now on, and no more its place.</summary>
    public void Start(JobRecord job)
    {
        foreach (var rate in job.Slots.Where(slot => slot.IsRate).DistinctBy(slot => slot.Key))
        {
            transaction.Sql("Rates/leave").Set("@key", rate.Key).Set("@job_id", job.Id).Run();
            transaction.Sql("Rates/begin").Set("@key", rate.Key).Set("@job_id", job.Id).Set("@attempt", job.Attempt)
                .Set("@until", JobTable.Ms(transaction.Now + rate.Window)).Run();
        }
    }

    /// <summary>Forgets starts under rates that count no more; answers with their keys.</summary>
    public IReadOnlyList<string> Pass() => [.. transaction.Sql("Rates/pass").Set("@now", transaction.NowMs).All(row => row.Text(0)).Distinct()];

    /// <summary>Fewer jobs hold the key, and fewer starts count under it, than this job allows and than each of those does that wait for the key.</summary>
    public bool HasRoom(SlotKey slot) => Held(slot.Key) is var held && held < slot.Limit && !(held >= LeastLimit(slot.Key));

    public IReadOnlyList<string> WaitingKeys() => transaction.Sql("Slots/list_waiting_keys").All(row => row.Text(0));

    /// <summary>Walks over those that wait for one of the keys, the first first, until none of the keys has room for anybody.</summary>
    public IEnumerable<long> Waiting(IReadOnlyList<string> keys) => Walk(keys, () => keys.Any(HasRoomForSomebody));

    /// <summary>Walks over all that wait for a key, the first first.</summary>
    public IEnumerable<long> InLine(string key) => Walk([key], () => true);

    /// <summary>The jobs that hold a key, by id.</summary>
    public IReadOnlyList<long> Holders(string key) => transaction.Sql("Slots/list_holders").Set("@key", key).All(row => row.Long(0));

    private IEnumerable<long> Walk(IReadOnlyList<string> keys, Func<bool> goesOn)
    {
        var json = JobLists.WriteTexts(keys);
        var (priority, position) = (int.MaxValue, 0L);
        while (goesOn())
        {
            var chunk = transaction.Sql("Slots/list_waiting")
                .Set("@keys", json).Set("@priority", priority).Set("@position", position).Set("@limit", ChunkSize)
                .All(row => (Id: row.Long(0), Priority: row.Int(1), Position: row.Long(2)));
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

    private bool HasRoomForSomebody(string key) => LeastLimit(key) is { } limit && Held(key) < limit;

    private long? LeastLimit(string key) => transaction.Sql("Slots/lowest_limit").Set("@key", key).First(row => row.LongOrNull(0));

    private long Held(string key) => transaction.Sql("Slots/count_held").Set("@key", key).Set("@now", transaction.NowMs).First(row => row.Long(0));
}
