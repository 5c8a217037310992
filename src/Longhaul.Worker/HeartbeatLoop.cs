using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Liveness;

namespace Longhaul.Worker;

/// <summary>Renews the lease, and does what the answer says.</summary>
internal sealed class HeartbeatLoop(WorkerContext worker, Registration registration, LostLease lost)
{
    /// <summary>One renewal.</summary>
    public async Task RunOnceAsync(CancellationToken cancel)
    {
        var startedAt = worker.Clock.GetTimestamp();
        if (!worker.Lease.IsHeld)
        {
            await RegisterAnewAsync(cancel);
            return;
        }

        var news = worker.Admission.News();
        var renewal = new WorkerRenewal(worker.Lease.Instance, worker.Life.IsDraining, [.. worker.Running.All().Select(job => job.Attempt)]) { Memory = news };
        var reply = await worker.Calls.RunAsync("renew", (store, c) => store.Workers.RenewAsync(renewal, c), cancel);
        if (reply.Lost)
        {
            lost.Handle(renewal.Instance);
            await RegisterAnewAsync(cancel);
            return;
        }

        if (news is not null)
        {
            worker.Admission.Told(news);
        }

        worker.Lease.Renewed(startedAt);
        Connected();
        Obey(reply);
    }

    private void Obey(RenewReply reply)
    {
        foreach (var attempt in reply.NotHeld)
        {
            if (worker.Running.Find(attempt) is { } job && job.Stop.Reason != StopReason.Lost)
            {
                worker.Log.AttemptLost(attempt.JobId, job.Job.Kind);
                worker.Running.Stop(job, StopReason.Lost);
            }
        }

        CancelLoop.StopCancelled(worker, reply.CancelRequested);
        if (reply.DrainRequested)
        {
            worker.Life.RequestStop("somebody asked it to drain");
        }
    }

    private void Connected()
    {
        if (!worker.Link.IsUp)
        {
            worker.Outcomes.MarkOverdue();
            worker.Link.Up();
        }
    }

    private async Task RegisterAnewAsync(CancellationToken cancel)
    {
        if (!worker.Life.IsDraining)
        {
            await registration.RegisterAsync(cancel);
            Connected();
        }
    }
}
