using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;

namespace Longhaul.Worker;

/// <summary>Takes a claimed job from its place in the table to its outcome.</summary>
internal sealed class ExecuteJob(WorkerContext worker)
{
    /// <summary>After so many jobs in a row others get the thread: short handlers would else keep it from the loops.</summary>
    private const int Breath = 32;

    // The system's timers go no further.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(45);

    /// <summary>Starts an attempt on a task of its own; does nothing where it runs already.</summary>
    public void Start(JobRecord job, long claimedAt)
    {
        var running = Begin(new PrefetchedJob(job, claimedAt));
        if (worker.Running.TryAdd(running))
        {
            _ = Task.Run(() => RunAsync(running));
        }
    }

    /// <summary>Starts what was claimed in advance, as far as there are places.</summary>
    public void StartPrefetched()
    {
        for (var began = true; began;)
        {
            began = false;
            foreach (var queue in worker.Turns.InTurn(worker.Prefetched.Queues))
            {
                if (MayBegin && worker.Prefetched.TryBegin(queue, BeginInFreePlace) is { } running)
                {
                    began = true;
                    worker.Turns.Serve(queue);
                    _ = Task.Run(() => RunAsync(running));
                }
            }
        }
    }

    private bool MayBegin => !worker.Life.IsDraining && !worker.HasTooManyUndelivered && !worker.Memory.IsFull;

    // What was killed for holding too much says nothing of what its kind needs: else each kill would raise what the next one may hold.
    private void Learn(string kind, Outcome outcome)
    {
        if (outcome.Error?.Code == JobError.OutOfMemory)
        {
            worker.Metrics.OutOfMemory();
        }
        else
        {
            worker.Peaks.Add(kind, outcome.Resources?.PeakMemoryBytes ?? 0);
        }
    }

    private RunningJob? BeginInFreePlace(PrefetchedJob job)
    {
        var running = Begin(job);
        return worker.Running.TryAdd(running, worker.Places) ? running : null;
    }

    // The stop is never disposed: others may ask for it just as the attempt ends, and without timers there is nothing to free.
    private RunningJob Begin(PrefetchedJob job) =>
        new(job.Job, worker.Parts.Kinds.Find(job.Job), new AttemptStop(), job.ClaimedAt)
        {
            BegunAt = worker.Clock.GetTimestamp(), TakesPlace = worker.Places.HasLimit(job.Job.Queue),
        };

    private async Task RunAsync(RunningJob first)
    {
        var inARow = 0;
        for (RunningJob? running = first; running is not null; running = Next(running))
        {
            await RunOneAsync(running);
            if (++inARow % Breath == 0)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Gives the place to a job of its queue that waits here for it, else back.</summary>
    private RunningJob? Next(RunningJob over)
    {
        var queue = over.Job.Queue;
        var next = MayBegin && !worker.Turns.TryLeave(queue) ? worker.Prefetched.TryBegin(queue, job => Replace(over, job)) : null;
        if (next is null)
        {
            worker.Running.Remove(over);
        }
        else if (worker.Prefetched.HasBecomeLow(queue, worker.Plan.Target(queue, worker.Places.Of(queue)) / 2))
        {
            worker.Running.Freed.Ring();
        }

        return next;
    }

    private RunningJob? Replace(RunningJob over, PrefetchedJob job)
    {
        var next = Begin(job);
        return worker.Running.TryReplace(over, next) ? next : null;
    }

    private async Task RunOneAsync(RunningJob running)
    {
        var runs = MayStart(running);
        running.IsPastLastLook = true;
        var outcome = runs ? await AttemptAsync(running) : Outcome.Released;
        HandIn(running, outcome, runs, worker.Clock.GetElapsedTime(running.BegunAt));
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

    private void HandIn(RunningJob running, Outcome outcome, bool ran, TimeSpan took)
    {
        var instance = running.Attempt.Token.Instance;
        if (running.Stop.Reason == StopReason.Lost || !worker.Lease.Holds(instance))
        {
            worker.Log.OutcomeDropped(running.Job.Id, running.Job.Kind, outcome.Kind.Name());
            worker.Metrics.Lost();
            worker.Parts.Settle(running.Attempt);
            return;
        }

        if (ran)
        {
            worker.Plan.Ran(running.Job.Queue, took);
            Learn(running.Job.Kind, outcome);
        }

        var finish = new Finish(running.Attempt, outcome, ran && running.Job.StartedAt is null ? took : null);
        worker.Outcomes.Add(new PendingOutcome(finish, running.Job.Kind, took));
    }
}
