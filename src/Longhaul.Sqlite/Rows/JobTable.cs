using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Jobs one at a time, the open ones and those of trees that are over.</summary>
internal sealed class JobTable(Transaction transaction, SlotTable slots) : IJobRows
{
    public JobRecord? FindOpen(long id) => transaction.Sql("Jobs/find_open").Set("@id", id).First(JobRow.Read);

    public JobRecord? Find(long id) => Find(transaction.Db, id);

    public static JobRecord? Find(Database db, long id) =>
        db.Sql("Jobs/find_open").Set("@id", id).First(JobRow.Read) ?? db.Sql("Jobs/find_over").Set("@id", id).First(JobRow.Read);

    /// <summary>Nothing to gain: a job is microseconds away.</summary>
    public void Expect(IEnumerable<long> ids)
    {
    }

    /// <summary>Writes a new job.</summary>
    public JobRecord Insert(JobRecord job)
    {
        transaction.Sql("Jobs/insert")
            .Set("@id", job.Id).Set("@root_id", job.RootId).Set("@parent_id", job.ParentId).Set("@kind", job.Kind)
            .Set("@queue", job.Queue).Set("@priority", job.Priority).Set("@tenant", job.Tenant).Set("@step", job.Step)
            .Set("@is_container", job.IsContainer).Set("@slots", JobLists.Write(job.Slots))
            .Set("@unique_keys", JobLists.Write(job.UniqueKeys)).Set("@exclusive", job.Exclusive)
            .Set("@on_worker_lost", (long)job.OnWorkerLost).Set("@keep_history", job.KeepHistory).Set("@may_fail", job.MayFail)
            .Set("@created_at", Ms(job.CreatedAt)).Set("@state", (long)job.State).Set("@admitted", job.Admitted)
            .Set("@position", job.Position).Set("@tag", job.Tag).Set("@waiting_for", job.WaitingFor).Set("@due_at", Ms(job.DueAt))
            .Set("@input", job.Input).Set("@definition", job.Definition)
            .Run();
        slots.Keep(job);
        return job;
    }

    /// <summary>Writes what can change of an open job, and keeps its slots right.</summary>
    public JobRecord Put(JobRecord job)
    {
        transaction.Sql("Jobs/update")
            .Set("@id", job.Id).Set("@state", (long)job.State).Set("@queue", job.Queue).Set("@priority", job.Priority)
            .Set("@attempt", job.Attempt).Set("@failures", job.Failures)
            .Set("@crashes", job.Crashes).Set("@releases", job.Releases).Set("@instance", job.Token?.Instance.ToString("N"))
            .Set("@claim", job.Token?.Claim).Set("@worker", job.Worker).Set("@position", job.Position).Set("@tag", job.Tag).Set("@front", job.Front)
            .Set("@waiting_for", job.WaitingFor).Set("@open_children", job.OpenChildren).Set("@admitted", job.Admitted)
            .Set("@cancel_requested", job.CancelRequested).Set("@due_at", Ms(job.DueAt)).Set("@claimed_at", Ms(job.ClaimedAt))
            .Set("@started_at", Ms(job.StartedAt)).Set("@finished_at", Ms(job.FinishedAt)).Set("@stage", job.Stage)
            .Set("@progress", job.Progress).Set("@eta_seconds", job.EtaSeconds).Set("@error_code", job.Error?.Code)
            .Set("@error_message", job.Error?.Message).Set("@checkpoint", job.Checkpoint).Set("@output", job.Output)
            .Set("@artifacts", job.Artifacts).Set("@decision", job.Decision).Set("@edits", job.Edits)
            .Run();
        slots.Keep(job);
        return job;
    }

    /// <summary>Writes an open job that is another than before: also what else never changes, but for its place in a tree.</summary>
    public JobRecord Replace(JobRecord job)
    {
        transaction.Sql("Jobs/replace")
            .Set("@id", job.Id).Set("@kind", job.Kind).Set("@queue", job.Queue).Set("@priority", job.Priority)
            .Set("@tenant", job.Tenant).Set("@step", job.Step).Set("@slots", JobLists.Write(job.Slots)).Set("@exclusive", job.Exclusive)
            .Set("@is_container", job.IsContainer)
            .Set("@on_worker_lost", (long)job.OnWorkerLost).Set("@keep_history", job.KeepHistory)
            .Set("@input", job.Input).Set("@definition", job.Definition)
            .Run();
        return Put(job);
    }

    public static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>For "at or after": the first whole millisecond that is.</summary>
    public static long? CeilingMs(DateTimeOffset? time) =>
        time is { } at ? Ms(at) + (at.UtcTicks % TimeSpan.TicksPerMillisecond > 0 ? 1 : 0) : null;

    public static long? Ms(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}
