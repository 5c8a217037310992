using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Worker processes and their leases.</summary>
internal sealed class WorkerChanges(Transaction transaction)
{
    public int Register(WorkerRegistration worker) => Of("Workers/insert", worker.Instance)
        .Set("@label", worker.Label).Set("@registration", JsonSerializer.Serialize(worker, RegistrationJson.Default.WorkerRegistration))
        .Set("@now", transaction.Now).Set("@beat", Tick()).Run();

    public RenewReply Renew(WorkerRenewal renewal)
    {
        var beat = Tick();
        var drain = Of("Workers/renew", renewal.Instance).Set("@beat", beat).Set("@now", transaction.Now)
            .Set("@draining", renewal.Draining).Set("@memory", Write(renewal.Memory)).First(row => (bool?)row.Bool(0));
        if (drain is not { } drainRequested)
        {
            return new RenewReply(Lost: true, false, [], []);
        }

        return new RenewReply(false, drainRequested, CancelRequests(renewal.Instance), NotHeld(renewal.Held));
    }

    public int Deregister(Guid instance) => Of("Workers/deregister", instance).Run();

    public bool RequestDrain(Guid instance, string actor)
    {
        if (Of("Workers/request_drain", instance).First(row => row.Text(0)) is not { } label)
        {
            return false;
        }

        var audit = new AuditTable(transaction);
        audit.Add(actor, "WORKER_DRAIN_REQUESTED", $"worker {label}", instance.ToString("N"));
        audit.Flush();
        return true;
    }

    public static WorkerRecord Read(Row row) => new(
        JsonSerializer.Deserialize(row.Text(0), RegistrationJson.Default.WorkerRegistration)!,
        row.Time(1), row.Time(2), Draining: row.Bool(3), Dead: row.Bool(4), row.Int(5))
    {
        Memory = row.TextOrNull(6) is { } memory ? JsonSerializer.Deserialize(memory, RegistrationJson.Default.WorkerMemory) : null,
    };

    private static string? Write(WorkerMemory? memory) => memory is null ? null : JsonSerializer.Serialize(memory, RegistrationJson.Default.WorkerMemory);

    private List<AttemptRef> CancelRequests(Guid instance) => Of("Workers/list_cancel_requests", instance).All(JobRow.ReadAttempt);

    private List<AttemptRef> NotHeld(IReadOnlyList<AttemptRef> held) => held.Count == 0
        ? []
        : PlainEnds.SetAttempts(transaction.Sql("Workers/list_not_held"), held).All(JobRow.ReadAttempt);

    /// <summary>Counts a tick if one is due: after the tick's time, or when the clock went back.</summary>
    private long Tick()
    {
        transaction.Sql("Workers/tick").Set("@tick", transaction.Options.Lease.Tick).Run();
        return transaction.Sql("Workers/read_beat").First(row => row.Long(0));
    }

    private Statement Of(string statement, Guid instance) => transaction.Sql(statement).Set("@instance", instance);
}
