using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Changes;

/// <summary>Worker processes and their leases.</summary>
internal sealed class WorkerChanges(Session session)
{
    public int Register(WorkerRegistration worker) => Of("Workers/insert", worker.Instance)
        .Set("@label", worker.Label).Set("@registration", JsonSerializer.Serialize(worker, RegistrationJson.Default.WorkerRegistration))
        .Set("@now", session.Transaction.NowMs).Set("@beat", Tick()).Run();

    public RenewReply Renew(WorkerRenewal renewal)
    {
        var beat = Tick();
        var drain = Of("Workers/renew", renewal.Instance).Set("@beat", beat).Set("@now", session.Transaction.NowMs)
            .Set("@draining", renewal.Draining).Set("@memory", Write(renewal.Memory)).First(row => (bool?)row.Bool(0));
        if (drain is not { } drainRequested)
        {
            return new RenewReply(Lost: true, false, [], []);
        }

        var notHeld = renewal.Held.Where(held => !IsHeld(held)).ToList();
        return new RenewReply(false, drainRequested, CancelRequests(session.Transaction.Db, renewal.Instance), notHeld);
    }

    public int Deregister(Guid instance) => Of("Workers/deregister", instance).Run();

    public bool RequestDrain(Guid instance, string actor)
    {
        if (Of("Workers/request_drain", instance).First(row => row.Text(0)) is not { } label)
        {
            return false;
        }

        session.Audit.Add(actor, "WORKER_DRAIN_REQUESTED", $"worker {label}", instance.ToString("N"));
        return true;
    }

    /// <summary>The name of a worker that is registered and not dead; null where it is not. The whole record, with the JSON in it, took a
    /// fifth of the time of a claim.</summary>
    public string? LabelOfLiving(Guid instance) => Of("Workers/find_living", instance).First(row => row.Text(0));

    public static List<WorkerRecord> List(Database db) => db.Sql("Workers/list").All(Read);

    public static List<AttemptRef> CancelRequests(Database db, Guid instance) =>
        db.Sql("Workers/list_cancel_requests").Set("@instance", instance.ToString("N")).All(JobRow.ReadAttempt);

    /// <summary>Counts a tick if one is due: after the tick's time, or when the clock went back.</summary>
    private long Tick()
    {
        session.Transaction.Sql("Workers/tick").Set("@now", session.Transaction.NowMs)
            .Set("@tick", (long)session.Transaction.Options.Lease.Tick.TotalMilliseconds).Run();
        return session.Transaction.Sql("Workers/read_beat").First(row => row.Long(0));
    }

    private bool IsHeld(AttemptRef attempt) => Of("Claims/find_attempt", attempt.Token.Instance)
        .Set("@id", attempt.JobId).Set("@claim", attempt.Token.Claim).First(row => (int?)row.Int(0)) is not null;

    private Statement Of(string statement, Guid instance) =>
        session.Transaction.Sql(statement).Set("@instance", instance.ToString("N"));

    private static WorkerRecord Read(Row row) => new(
        JsonSerializer.Deserialize(row.Text(2), RegistrationJson.Default.WorkerRegistration)!,
        row.Time(3), row.Time(4), Draining: row.Bool(6), Dead: row.Bool(8), row.Int(11))
    {
        Memory = row.TextOrNull(10) is { } memory ? JsonSerializer.Deserialize(memory, RegistrationJson.Default.WorkerMemory) : null,
    };

    private static string? Write(WorkerMemory? memory) => memory is null ? null : JsonSerializer.Serialize(memory, RegistrationJson.Default.WorkerMemory);
}
