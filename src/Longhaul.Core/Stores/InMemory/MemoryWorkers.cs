using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Worker processes and their leases.</summary>
internal sealed class MemoryWorkers(MemoryTables tables)
{
    public void Register(WorkerRegistration worker)
    {
        Tick();
        if (!tables.Data.Workers.ContainsKey(worker.Instance))
        {
            tables.Data.Workers = tables.Data.Workers.Add(
                worker.Instance, new MemoryWorker(worker, tables.Now, tables.Now, tables.Data.Beat));
        }
    }

    public RenewReply Renew(WorkerRenewal renewal)
    {
        Tick();
        if (!tables.Data.Workers.TryGetValue(renewal.Instance, out var worker) || worker.Dead)
        {
            return new RenewReply(Lost: true, false, [], []);
        }

        Put(worker with
        {
            SeenBeat = tables.Data.Beat, RenewedAt = tables.Now, Draining = worker.Draining || renewal.Draining,
            Memory = renewal.Memory ?? worker.Memory,
        });
        var notHeld = renewal.Held.Where(held => tables.Data.Open.GetValueOrDefault(held.JobId)?.Running != held).ToList();
        return new RenewReply(false, worker.DrainRequested, CancelRequests(renewal.Instance), notHeld);
    }

    public void Deregister(Guid instance)
    {
        if (tables.Data.Workers.TryGetValue(instance, out var worker))
        {
            Put(worker with { Dead = true, Proven = true, Draining = true });
        }
    }

    public bool RequestDrain(Guid instance, string actor)
    {
        if (!tables.Data.Workers.TryGetValue(instance, out var worker) || worker.Dead)
        {
            return false;
        }

        Put(worker with { DrainRequested = true });
        tables.AddAudit(actor, "WORKER_DRAIN_REQUESTED", $"worker {worker.Registration.Label}", instance.ToString("N"));
        return true;
    }

    public IReadOnlyList<WorkerRecord> List() => tables.Data.Workers.Values
        .OrderBy(worker => worker.StartedAt).ThenBy(worker => worker.Registration.Instance)
        .Select(worker => new WorkerRecord(
            worker.Registration, worker.StartedAt, worker.RenewedAt, worker.Draining, worker.Dead, Held(worker.Registration.Instance).Count())
        {
            Memory = worker.Memory,
        })
        .ToList();

    public IReadOnlyList<AttemptRef> CancelRequests(Guid instance) =>
        Held(instance).Where(job => job.CancelRequested).Select(job => job.Running!.Value).ToList();

    public IEnumerable<JobRecord> Held(Guid instance) =>
        tables.Data.Open.Values.Where(job => job.Running?.Token.Instance == instance);

    public void Put(MemoryWorker worker) =>
        tables.Data.Workers = tables.Data.Workers.SetItem(worker.Registration.Instance, worker);

    private void Tick()
    {
        var now = tables.Now;
        if (now - tables.Data.BeatAt >= tables.Options.Lease.Tick || now < tables.Data.BeatAt)
        {
            tables.Data.Beat++;
            tables.Data.BeatAt = now;
        }
    }
}
