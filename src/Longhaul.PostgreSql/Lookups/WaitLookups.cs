using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Changes;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Lookups;

/// <summary>What tells why a job waits, within one transaction that only reads and sees one moment.</summary>
internal sealed class WaitLookups : IWaitRows
{
    private readonly Transaction _transaction;

    public WaitLookups(Transaction transaction)
    {
        _transaction = transaction;
        transaction.Sql("Waiting/begin").Run();
    }

    public DateTimeOffset Now => _transaction.Now;

    public StoreOptions Options => _transaction.Options;

    public JobRecord? Find(long id) => _transaction.Sql("Jobs/find_open").Set("@id", id).First(JobRow.ReadOpen)
        ?? _transaction.Sql("Jobs/find_over").Set("@id", id).Set("@over", JobDays.FindOver(_transaction, id)).First(row => JobRow.Read(row));

    public List<PauseRecord> Pauses() => _transaction.Sql("Pauses/list").All(PauseTable.Read);

    public List<JobRecord> OpenNeeds(long jobId, int limit) =>
        _transaction.Sql("Waiting/list_open_needs").Set("@job_id", jobId).Set("@limit", limit).All(JobRow.ReadOpen);

    public List<JobRecord> OpenChildren(long parentId, int limit) =>
        _transaction.Sql("Waiting/list_open_children").Set("@parent_id", parentId).Set("@limit", limit).All(JobRow.ReadOpen);

    public List<JobRecord> SlotHolders(string key, int limit) =>
        _transaction.Sql("Waiting/list_slot_holders").Set("@key", key).Set("@limit", limit).All(JobRow.ReadOpen);

    public long CountHeld(string key) => _transaction.Sql("Slots/count_held").Set("@key", key).Set("@now", Now).First(row => row.Long(0));

    public int? LeastLimit(string key) => _transaction.Sql("Slots/lowest_limit").Set("@key", key).First(row => row.IntOrNull(0));

    public int CountAheadInLine(string key, JobRecord job, int limit) => _transaction.Sql("Waiting/count_ahead_in_line")
        .Set("@key", key).Set("@priority", (short)job.Priority).Set("@tag", job.Tag).Set("@position", job.Position).Set("@limit", limit).First(row => row.Int(0));

    public DateTimeOffset? PassesAt(string key, long count) =>
        _transaction.Sql("Rates/passes_at").Set("@key", key).Set("@now", Now).Set("@count", count).First(row => row.TimeOrNull(0));

    public QueueRoom? Room(string queue) => LimitTable.Look(_transaction, queue);

    public List<JobRecord> RunningIn(string queue, int limit) =>
        _transaction.Sql("Limits/list_running").Set("@queue", queue).Set("@limit", limit).All(JobRow.ReadOpen);

    public int CountAhead(JobRecord job, IReadOnlyList<string>? kinds, int limit) => _transaction.Sql("Waiting/count_ahead")
        .Set("@queue", job.Queue).Set("@priority", (short)job.Priority).Set("@front", job.Front).Set("@tag", job.Tag).Set("@position", job.Position)
        .Set("@kinds", kinds).Set("@limit", limit).First(row => row.Int(0));

    public List<WorkerRecord> Workers() => _transaction.Sql("Workers/list").All(WorkerChanges.Read);

    public Dictionary<Guid, WorkerLoad> Loads(string queue) => _transaction.Sql("Waiting/list_loads").Set("@queue", queue)
        .All(row => (Instance: row.Guid(0), Load: new WorkerLoad(row.Int(1), row.Int(2), row.Int(3)))).ToDictionary(one => one.Instance, one => one.Load);
}
