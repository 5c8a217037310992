using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Changes;
using Longhaul.Sqlite.Native;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Lookups;

/// <summary>What tells why a job waits, within one read.</summary>
internal sealed class WaitLookups(Database db, StoreOptions options) : IWaitRows
{
    public DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeMilliseconds(options.Clock.GetUtcNow().ToUnixTimeMilliseconds());

    public StoreOptions Options => options;

    public JobRecord? Find(long id) => JobTable.Find(db, id);

    public List<PauseRecord> Pauses() => db.Sql("Pauses/list").All(PauseTable.Read);

    public List<JobRecord> OpenNeeds(long jobId, int limit) =>
        db.Sql("Waiting/list_open_needs").Set("@job_id", jobId).Set("@limit", limit).All(JobRow.Read);

    public List<JobRecord> OpenChildren(long parentId, int limit) =>
        db.Sql("Waiting/list_open_children").Set("@parent_id", parentId).Set("@limit", limit).All(JobRow.Read);

    public List<JobRecord> SlotHolders(string key, int limit) =>
        db.Sql("Waiting/list_slot_holders").Set("@key", key).Set("@limit", limit).All(JobRow.Read);

    public long CountHeld(string key) => db.Sql("Slots/count_held").Set("@key", key).Set("@now", Now.ToUnixTimeMilliseconds()).First(row => row.Long(0));

    public int? LeastLimit(string key) => (int?)db.Sql("Slots/lowest_limit_not_paused").Set("@key", key).First(row => row.LongOrNull(0));

    public int CountAheadInLine(string key, JobRecord job, int limit) => db.Sql("Waiting/count_ahead_in_line")
        .Set("@key", key).Set("@priority", (long)job.Priority).Set("@tag", job.Tag).Set("@position", job.Position).Set("@limit", (long)limit).First(row => row.Int(0));

    public DateTimeOffset? PassesAt(string key, long count) =>
        db.Sql("Rates/passes_at").Set("@key", key).Set("@now", Now.ToUnixTimeMilliseconds()).Set("@count", count).First(row => row.TimeOrNull(0));

    public QueueRoom? Room(string queue) => LimitTable.Rooms(db, Now, [queue]).FirstOrDefault();

    public List<JobRecord> RunningIn(string queue, int limit) => LimitTable.Running(db, queue, limit);

    public int CountAhead(JobRecord job, IReadOnlyList<string>? kinds, int limit) => db.Sql("Waiting/count_ahead")
        .Set("@queue", job.Queue).Set("@priority", (long)job.Priority).Set("@front", job.Front).Set("@tag", job.Tag).Set("@position", job.Position)
        .Set("@kinds", kinds is null ? null : JobLists.WriteTexts(kinds)).Set("@limit", (long)limit).First(row => row.Int(0));

    public List<WorkerRecord> Workers() => WorkerChanges.List(db);

    public Dictionary<Guid, WorkerLoad> Loads(string queue) => db.Sql("Waiting/list_loads").Set("@queue", queue)
        .All(row => (Instance: row.Guid(0), Load: new WorkerLoad(row.Int(1), row.Int(2), row.Int(3)))).ToDictionary(one => one.Instance, one => one.Load);
}
