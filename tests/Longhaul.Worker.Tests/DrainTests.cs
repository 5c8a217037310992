using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Workers;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class DrainTests
{
    [Fact]
    public async Task A_job_that_may_finish_does_and_nothing_more_is_started()
    {
        await using var worker = new TestWorker();
        var go = new TaskCompletionSource();
        worker.Runner.Attempt = async (_, stop) =>
        {
            await go.Task;
            return stop.Reason == StopReason.None ? Outcome.Completed() : Outcome.Released;
        };
        var running = await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);

        worker.Host.Stop();
        await worker.Log.WaitForAsync("WORKER_DRAINING");
        worker.Host.Current.Status.ShouldBe(WorkerStatus.Draining);
        var waiting = await worker.EnqueueAsync();
        go.SetResult();
        await worker.Run;

        (await worker.Inner.Queries.GetAsync(running))!.State.ShouldBe(JobState.Completed);
        var left = (await worker.Inner.Queries.GetAsync(waiting))!;
        left.State.ShouldBe(JobState.Ready);
        left.Failures.ShouldBe(0);

        // A claim may have been on its way already; what it brought is given back unstarted.
        left.Releases.ShouldBe(left.Attempt);
        worker.Runner.Starts.CurrentCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("checkpoint", false)]
    [InlineData("requeue", true)]
    public async Task A_job_that_shall_not_finish_is_stopped_at_once_and_put_back_without_a_failure(string kind, bool killed)
    {
        await using var worker = new TestWorker();
        var wasKilled = new TaskCompletionSource<bool>();
        worker.Runner.Attempt = async (_, stop) =>
        {
            await FakeRunner.Signalled(stop.Token);
            wasKilled.SetResult(await IsSignalledAsync(killed ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(500), stop.KillNow));
            return FakeRunner.AsStopped(stop);
        };
        var id = await worker.EnqueueAsync(kind);
        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);

        (await worker.StopAsync()).ShouldBe(WorkerExit.Stopped);

        (await wasKilled.Task).ShouldBe(killed);
        var job = (await worker.Inner.Queries.GetAsync(id))!;
        (job.State, job.Failures, job.Crashes, job.Releases, job.Front).ShouldBe((JobState.Ready, 0, 0, 1, true));
    }

    [Fact]
    public async Task After_the_deadline_what_still_runs_is_stopped_then_killed_and_put_back()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { ShutdownTimeout = TimeSpan.FromSeconds(2) };
        worker.Runner.Attempt = FakeRunner.UntilKilledAsync;
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);

        var started = TimeProvider.System.GetTimestamp();
        await worker.StopAsync();

        TimeProvider.System.GetElapsedTime(started).ShouldBeInRange(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(15));
        worker.Log.Events.ShouldContain("DRAIN_DEADLINE");
        var job = (await worker.Inner.Queries.GetAsync(id))!;
        (job.State, job.Failures, job.Crashes, job.Releases).ShouldBe((JobState.Ready, 0, 0, 1));
    }

    [Fact]
    public async Task A_second_signal_kills_at_once_and_still_puts_back()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { ShutdownTimeout = TimeSpan.FromMinutes(10) };
        worker.Runner.Attempt = FakeRunner.UntilKilledAsync;
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);
        worker.Host.Stop();
        await worker.Log.WaitForAsync("WORKER_DRAINING");

        worker.Host.StopNow();

        (await worker.Run.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(WorkerExit.StoppedNow);
        var job = (await worker.Inner.Queries.GetAsync(id))!;
        (job.State, job.Failures, job.Releases).ShouldBe((JobState.Ready, 0, 1));
    }

    [Fact]
    public async Task A_second_signal_does_not_wait_for_what_ignores_even_a_kill()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { ShutdownTimeout = TimeSpan.FromMinutes(10) };
        var never = new TaskCompletionSource<Outcome>();
        worker.Runner.Attempt = (_, _) => never.Task;
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);

        worker.Host.StopNow();

        (await worker.Run.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(WorkerExit.StoppedNow);
        (await worker.Log.WaitForAsync("JOB_IGNORES_STOP")).Message.ShouldContain($"Job {id}");
    }

    [Fact]
    public async Task What_is_claimed_while_the_signal_comes_is_given_back_unstarted()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();
        worker.Faults.Seen = method =>
        {
            if (method == "ClaimAsync")
            {
                worker.Host.Stop();
            }
        };
        var id = await worker.EnqueueAsync();

        await worker.Run.WaitAsync(TimeSpan.FromSeconds(20));

        worker.Runner.Started.ShouldBeEmpty();
        var job = (await worker.Inner.Queries.GetAsync(id))!;
        (job.State, job.Failures, job.Crashes).ShouldBe((JobState.Ready, 0, 0));
    }

    [Fact]
    public async Task Heartbeats_go_on_to_the_end_and_say_that_it_drains()
    {
        await using var worker = new TestWorker();
        var go = new TaskCompletionSource();
        worker.Runner.Attempt = async (_, _) =>
        {
            await go.Task;
            return Outcome.Completed();
        };
        await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);
        var renewed = new SemaphoreSlim(0);
        worker.Faults.Seen = method =>
        {
            if (method == "RenewAsync")
            {
                renewed.Release();
            }
        };

        worker.Host.Stop();
        for (var beat = 0; beat < 12; beat++)
        {
            await renewed.WaitAsync(TestContext.Current.CancellationToken);
        }

        var mine = (await worker.Inner.Workers.ListAsync()).ShouldHaveSingleItem();
        (mine.Dead, mine.Draining).ShouldBe((false, true));
        worker.Faults.Arguments<WorkerRenewal>("RenewAsync").Last().Draining.ShouldBeTrue();
        go.SetResult();
        await worker.Run;
    }

    [Fact]
    public async Task A_person_can_ask_it_to_drain()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();

        await worker.Inner.Workers.RequestDrainAsync(worker.Host.Current.Instance, "anna");

        (await worker.Run.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(WorkerExit.Stopped);
        (await worker.Log.WaitForAsync("WORKER_DRAINING")).Message.ShouldContain("somebody asked it to drain");
    }

    [Fact]
    public async Task Outcomes_that_cannot_be_delivered_are_named_and_do_not_hold_up_the_end()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { ShutdownTimeout = TimeSpan.FromSeconds(2) };
        worker.Runner.Attempt = (_, _) =>
        {
            worker.Faults.Always = Fault.Unreachable;
            return Task.FromResult(Outcome.Completed());
        };
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.Log.WaitForAsync("STORE_LOST");

        await worker.StopAsync();

        (await worker.Log.WaitForAsync("OUTCOME_UNDELIVERED")).Message.ShouldContain($"Job {id}");
    }

    [Fact]
    public async Task A_store_that_answers_nothing_any_more_does_not_hold_up_the_end()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { ShutdownTimeout = TimeSpan.FromSeconds(3) };
        await worker.StartAsync();
        worker.Faults.Always = Fault.Hangs;

        var started = TimeProvider.System.GetTimestamp();
        await worker.StopAsync();

        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public void The_last_fifth_of_the_budget_is_for_stopping_but_never_more_than_the_grace()
    {
        var usual = DrainPlan.Within(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10));
        usual.StopAt.ShouldBe(TimeSpan.FromSeconds(24));
        usual.DeliverUntil.ShouldBeLessThan(TimeSpan.FromSeconds(30));

        DrainPlan.Within(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2)).StopAt.ShouldBe(TimeSpan.FromSeconds(28));
    }

    private static async Task<bool> IsSignalledAsync(TimeSpan within, CancellationToken token)
    {
        try
        {
            await FakeRunner.Signalled(token).WaitAsync(within, CancellationToken.None);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
