using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker;

/// <summary>What follows when the store has declared this worker dead: its jobs are somebody else's by now, or will be.</summary>
internal sealed class LostLease(WorkerContext worker)
{
    /// <summary>Kills what runs and drops what waits for delivery; the next heartbeat registers anew.</summary>
    public void Handle(Guid instance)
    {
        if (!worker.Lease.Lose(instance))
        {
            return;
        }

        worker.Prefetched.TakeAll();
        var running = worker.Running.All();
        var dropped = worker.Outcomes.Drop(instance);
        worker.Log.LeaseLost(running.Count, dropped.Count);
        foreach (var item in dropped)
        {
            worker.Log.OutcomeDropped(item.Finish.Attempt.JobId, item.Kind, item.Finish.Outcome.Kind.Name());
            worker.Metrics.Lost();
            worker.Parts.Settle(item.Finish.Attempt);
        }

        foreach (var job in running)
        {
            worker.Running.Stop(job, StopReason.Lost);
        }
    }
}
