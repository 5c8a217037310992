using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker;

/// <summary>Takes a claimed job from its place in the table to its outcome.</summary>
internal sealed class ExecuteJob(WorkerContext worker)
{
    // The system's timers go no further.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(45);

    /// <summary>Starts an attempt on a task of its own; does nothing where it runs already.</summary>
    public void Start(JobRecord job, long claimedAt)
    {
        // The stop is never disposed: others may ask for it just as the attempt ends, and without timers there is nothing to free.
        var running = new RunningJob(job, worker.Parts.Kinds.Find(job), new AttemptStop(), claimedAt);
        if (worker.Running.TryAdd(running))
        {
            _ = Task.Run(() => RunAsync(running));
        }
    }

    private async Task RunAsync(RunningJob running)
    {
        var startedAt = worker.Clock.GetTimestamp();
        var outcome = MayStart(running) ? await AttemptAsync(running) : Outcome.Released;
        HandIn(running, outcome, worker.Clock.GetElapsedTime(startedAt));
        worker.Running.Remove(running);
    }

    // Last look before anything happens: the worker may have been told to stop, or its lease may have run down, since the claim.
    private bool MayStart(RunningJob running) =>
        !worker.Life.IsDraining && running.Stop.Reason == StopReason.None && worker.Lease.Allows(running);

    private async Task<Outcome> AttemptAsync(RunningJob running)
    {
        worker.Log.JobStarted(running.Job.Id, running.Job.Kind, running.Job.Queue, running.Job.Attempt);
        worker.Metrics.Started(worker.Clock.GetElapsedTime(running.ClaimedAt));
        try
        {
            await using var timeout = StartTimeout(running);
            return await worker.Parts.Runner.RunAsync(running.Job, running.Stop);
        }
        catch (Exception e)
        {
            worker.Guard.Report("execute", e);
            var failure = new JobFailure(new JobError("worker_error", $"The worker could not run it: {e.Message}").Bounded());
            return failure.Decide(running.Kind?.Retry ?? RetryPolicy.ForCommands, running.Job.Failures, Random.Shared.NextDouble());
        }
    }

    private ITimer? StartTimeout(RunningJob running)
    {
        if (running.Kind?.Timeout is not { } timeout)
        {
            return null;
        }

        var due = timeout < LongestTimer ? timeout : LongestTimer;
        return worker.Clock.CreateTimer(
            _ => worker.Running.Stop(running, StopReason.TimedOut), null, due, Timeout.InfiniteTimeSpan);
    }

    private void HandIn(RunningJob running, Outcome outcome, TimeSpan took)
    {
        var instance = running.Attempt.Token.Instance;
        if (running.Stop.Reason == StopReason.Lost || !worker.Lease.Holds(instance))
        {
            worker.Log.OutcomeDropped(running.Job.Id, running.Job.Kind, outcome.Kind.Name());
            worker.Metrics.Lost();
            return;
        }

        worker.Outcomes.Add(new PendingOutcome(new Finish(running.Attempt, outcome), running.Job.Kind, took));
    }
}
