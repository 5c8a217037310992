using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class ExecuteTests
{
    [Fact]
    public async Task An_attempt_that_takes_longer_than_its_kind_allows_is_stopped()
    {
        await using var worker = new TestWorker();
        worker.Runner.Attempt = FakeRunner.UntilStoppedAsync;
        var quick = await worker.EnqueueAsync("quick");
        var slow = await worker.EnqueueAsync("work");
        await worker.StartAsync();

        (await worker.UntilAsync(quick, JobState.Failed)).Error!.Code.ShouldBe("timeout");
        (await worker.Inner.Queries.GetAsync(slow))!.State.ShouldBe(JobState.Running);
    }

    [Fact]
    public async Task A_cancel_reaches_a_running_job_soon_and_is_told_once()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Lease = new Core.Stores.LeasePolicy(TimeSpan.FromMinutes(1)) };
        worker.Runner.Attempt = async (_, stop) =>
        {
            await FakeRunner.Signalled(stop.Token);
            await worker.Log.WaitForAsync("CANCEL_REACHED");
            return FakeRunner.AsStopped(stop);
        };
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.UntilAsync(id, JobState.Running);

        var asked = TimeProvider.System.GetTimestamp();
        await worker.Inner.Control.CancelAsync(id, "anna");
        await worker.UntilAsync(id, JobState.Cancelled);

        TimeProvider.System.GetElapsedTime(asked).ShouldBeLessThan(TimeSpan.FromSeconds(20), "a renewal, which would tell it too, comes once a minute");
        worker.Log.Events.Count(name => name == "CANCEL_REACHED").ShouldBe(1);
    }

    [Fact]
    public async Task A_runner_that_throws_is_a_failure_of_its_job_and_not_of_the_worker()
    {
        await using var worker = new TestWorker();
        worker.Runner.Attempt = (job, _) =>
            job.Input == "{}" ? throw new InvalidOperationException("what a mess") : Task.FromResult(Outcome.Completed());
        var bad = await worker.EnqueueAsync();
        var good = await worker.EnqueueAsync(job: new NewJob { Kind = "work", Input = "1" });
        await worker.StartAsync();

        (await worker.UntilAsync(bad, JobState.Failed)).Error.ShouldBe(
            new JobError("worker_error", "The worker could not run it: what a mess"));
        await worker.UntilAsync(good, JobState.Completed);
        (await worker.Log.WaitForAsync("UNEXPECTED_ERROR")).Error.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task What_listens_to_a_stop_may_throw_without_hurting_the_others()
    {
        await using var worker = new TestWorker();
        worker.Runner.Attempt = (job, stop) =>
        {
            stop.Token.Register(() => throw new InvalidOperationException("no"));
            return FakeRunner.UntilStoppedAsync(job, stop);
        };
        var ids = await worker.EnqueueManyAsync(2, "quick");
        await worker.StartAsync();

        await worker.UntilAsync(ids[0], JobState.Failed);
        await worker.UntilAsync(ids[1], JobState.Failed);
    }

    [Fact]
    public async Task An_outcome_that_the_store_does_not_accept_fails_its_own_job_only()
    {
        await using var worker = new TestWorker();
        var go = new TaskCompletionSource();
        worker.Runner.Attempt = async (job, _) =>
        {
            await go.Task;
            return job.Input == "{}" ? Outcome.Completed() with { Spawn = [new NewJob { Kind = "x", Parent = JobRef.To(987_654) }] } : Outcome.Completed();
        };
        var bad = await worker.EnqueueAsync();
        var good = await worker.EnqueueManyAsync(3, job: new NewJob { Kind = "work", Input = "1" });
        await worker.StartAsync();
        await worker.UntilAsync(good[2], JobState.Running);
        go.SetResult();

        var failed = await worker.UntilAsync(bad, JobState.Failed);
        failed.Error!.Code.ShouldBe("outcome_refused");
        failed.Error.Message.ShouldContain("987654");
        foreach (var id in good)
        {
            (await worker.UntilAsync(id, JobState.Completed)).Attempt.ShouldBe(1);
        }

        await worker.Log.WaitForAsync("OUTCOME_REFUSED");
    }

    [Fact]
    public async Task A_store_that_breaks_on_every_outcome_loses_none_of_them()
    {
        await using var worker = new TestWorker();
        for (var i = 0; i < 4; i++)
        {
            worker.Faults.Once("FinishAsync", Fault.Breaks);
        }

        var id = await worker.EnqueueAsync();
        await worker.StartAsync();

        (await worker.UntilAsync(id, job => job.State.IsOver())).Error!.Code.ShouldBe("outcome_refused");
    }

    [Fact]
    public async Task A_job_that_has_lost_a_worker_runs_with_no_other_such_job_beside_it()
    {
        await using var worker = new TestWorker();
        var crashed = await CrashAsync(worker, 3);
        var (now, most) = (0, 0);
        worker.Runner.Attempt = async (job, _) =>
        {
            if (job.Crashes > 0)
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Yield();
                Interlocked.Decrement(ref now);
            }

            return Outcome.Completed();
        };

        await worker.StartAsync();

        foreach (var id in crashed)
        {
            (await worker.UntilAsync(id, JobState.Completed)).Attempt.ShouldBe(2);
        }

        most.ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_kind_has_no_timeout_and_is_left_to_the_runner()
    {
        await using var worker = new TestWorker();
        var context = worker.Context();
        context.Lease.Begin(Guid.NewGuid(), context.Clock.GetTimestamp());
        var reached = new TaskCompletionSource<string>();
        worker.Runner.Attempt = (job, _) =>
        {
            reached.SetResult(job.Kind);
            return Task.FromResult(Outcome.Completed());
        };
        var job = new JobRecord
        {
            Id = 1, RootId = 1, Kind = "nobody knows", Queue = "default", Priority = 5, Tenant = "", Input = "{}",
            State = JobState.Running, CreatedAt = context.Clock.GetUtcNow(), Token = context.Lease.NextToken(),
        };

        new ExecuteJob(context).Start(job, context.Clock.GetTimestamp());

        (await reached.Task).ShouldBe("nobody knows");
        context.Dispose();
    }

    private static async Task<IReadOnlyList<long>> CrashAsync(TestWorker worker, int count)
    {
        var ids = await worker.EnqueueManyAsync(count);
        var dead = new AttemptToken(Guid.NewGuid(), 1);
        await worker.Inner.Workers.RegisterAsync(
            new Core.Stores.WorkerRegistration { Instance = dead.Instance, Label = "dead", Process = worker.Proof.Self with { Pid = 99 }, Version = "1" });
        await worker.Inner.Claims.ClaimAsync(
            new Core.Stores.ClaimRequest { Token = dead, Lanes = [new Core.Stores.ClaimLane("default", count)], Limit = count });
        await worker.Inner.Upkeep.RescueAsync([dead.Instance], 100);
        return ids;
    }
}
