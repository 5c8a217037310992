using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker;

/// <summary>Ends a worker within its budget: what runs may finish or is put back, outcomes are delivered, the lease is given up.</summary>
internal sealed class Drain(WorkerContext worker)
{
    private static readonly TimeSpan ClaimWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(1);

    private readonly long _startedAt = worker.Clock.GetTimestamp();
    private DrainPlan _plan;
    private bool _hurried;

    private TimeSpan Elapsed => worker.Clock.GetElapsedTime(_startedAt);

    /// <summary>Waits for running jobs as their kinds say, stops the rest, and delivers outcomes. No claims may begin any more.</summary>
    public async Task RunAsync(Task claims)
    {
        var running = worker.Running.All();
        worker.Log.Draining(worker.Life.Cause, running.Count);
        _plan = DrainPlan.Within(worker.Options.ShutdownTimeout, running.Select(job => job.Grace).DefaultIfEmpty().Max());
        worker.BeatNow.Set();

        await UntilAsync(claims.WaitAsync, ClaimWait < _plan.StopAt ? ClaimWait : _plan.StopAt);
        worker.GiveBack(worker.Prefetched.TakeAll());
        StopByKind();
        if (!await UntilAsync(worker.Running.WhenEmptyAsync, _plan.StopAt))
        {
            worker.Log.DrainDeadline(_hurried ? "Told again to stop" : "Out of time", worker.Running.Count);
            await StopTheRestAsync();
        }

        await UntilAsync(worker.Outcomes.WaitForNoneAsync, _plan.DeliverUntil);
        TellWhatIsLeft();
    }

    /// <summary>Leaves the store; heartbeats must have ended, or they would be told that the worker is lost.</summary>
    public async Task SayFarewellAsync()
    {
        if (worker.Link.IsUp && worker.Lease.IsHeld)
        {
            using var enough = new CancellationTokenSource(FarewellTimeout, worker.Clock);
            await worker.Guard.RunAsync("farewell", () => LeaveAsync(enough.Token), CancellationToken.None);
        }

        worker.Log.Stopped((long)Elapsed.TotalMilliseconds);
    }

    private async Task LeaveAsync(CancellationToken cancel)
    {
        var entry = new AuditEntry(
            worker.Options.Label, "WORKER_STOPPED", $"worker {worker.Options.Label}", $"instance {worker.Lease.Instance}: {worker.Life.Cause}");
        await worker.Calls.RunAsync("audit", (store, c) => store.Audit.AppendAsync(entry, c), cancel);
        if (worker.Running.All().Any(job => job.IsExclusive))
        {
            // Without a lease it would be started elsewhere at once, while it still runs here: the end of this process must be proven first.
            return;
        }

        await worker.Calls.RunAsync("deregister", (store, c) => store.Workers.DeregisterAsync(worker.Lease.Instance, c), cancel);
    }

    private void StopByKind()
    {
        foreach (var job in worker.Running.All().Where(job => job.OnShutdown != OnShutdown.Finish))
        {
            worker.Running.Stop(job, StopReason.Shutdown, kill: job.OnShutdown == OnShutdown.Requeue);
        }
    }

    private async Task StopTheRestAsync()
    {
        StopAll(kill: false);
        if (!await UntilAsync(worker.Running.WhenEmptyAsync, _plan.KillAt))
        {
            StopAll(kill: true);
            await UntilAsync(worker.Running.WhenEmptyAsync, _plan.GiveUpAt);
        }
    }

    private void StopAll(bool kill)
    {
        foreach (var job in worker.Running.All())
        {
            worker.Running.Stop(job, StopReason.Shutdown, kill);
        }
    }

    // False where the time has come before the wait was over, or where the worker was told a second time.
    private async Task<bool> UntilAsync(Func<CancellationToken, Task> wait, TimeSpan at)
    {
        var left = at - Elapsed;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_hurried ? CancellationToken.None : worker.Life.StoppingNow);
        try
        {
            var waiting = wait(enough.Token);
            await (left > TimeSpan.Zero ? waiting.WaitAsync(left, worker.Clock, enough.Token) : waiting.WaitAsync(TimeSpan.Zero, enough.Token));
            return true;
        }
        catch (TimeoutException)
        {
            await enough.CancelAsync();
            return false;
        }
        catch (OperationCanceledException)
        {
            (_hurried, _plan) = (true, DrainPlan.AtOnce(Elapsed));
            return false;
        }
    }

    private void TellWhatIsLeft()
    {
        foreach (var job in worker.Running.All())
        {
            worker.Log.IgnoresStop(job.Job.Id, job.Job.Kind);
        }

        foreach (var item in worker.Outcomes.Peek(int.MaxValue))
        {
            worker.Log.OutcomeUndelivered(item.Finish.Attempt.JobId, item.Kind, item.Finish.Outcome.Kind.Name());
        }
    }
}
