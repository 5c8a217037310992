using Longhaul.Core.Jobs;
using Longhaul.Worker.Liveness;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class HeartbeatTests
{
    [Fact]
    public void Work_on_the_pump_stays_on_its_thread()
    {
        using var pump = new ThreadPump();
        var threads = new List<int>();

        var ended = pump.Run(
            async _ =>
            {
                for (var i = 0; i < 3; i++)
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                    await Task.Yield();
                }
            },
            TimeSpan.FromSeconds(10));

        ended.ShouldBeTrue();
        threads.ShouldAllBe(thread => thread == Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void Work_that_does_not_end_is_cancelled_and_given_up()
    {
        using var pump = new ThreadPump();
        var cancelled = false;

        var ended = pump.Run(
            cancel =>
            {
                cancel.Register(() => cancelled = true);
                return new TaskCompletionSource().Task;
            },
            TimeSpan.FromMilliseconds(50));

        (ended, cancelled).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_renewal_without_an_answer_makes_the_worker_degraded_and_the_next_one_heals_it()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();

        worker.Faults.Once("RenewAsync", Fault.Hangs);

        (await worker.Log.WaitForAsync("STORE_LOST")).Message.ShouldContain("did not answer a renewal within 3 s");
        await worker.Log.WaitForAsync("STORE_BACK");
    }

    [Fact]
    public async Task Every_renewal_names_what_runs_here()
    {
        await using var worker = new TestWorker();
        worker.Runner.Attempt = FakeRunner.UntilStoppedAsync;
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        var attempt = (await worker.UntilAsync(id, JobState.Running)).Running!.Value;
        (await worker.Runner.Starts.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeTrue();
        var seen = worker.Faults.Arguments<Core.Stores.WorkerRenewal>("RenewAsync").Count();
        using var beats = new SemaphoreSlim(0);
        worker.Faults.Seen = method =>
        {
            if (method == "RenewAsync")
            {
                beats.Release();
            }
        };
        await beats.WaitAsync(TestContext.Current.CancellationToken);

        worker.Faults.Arguments<Core.Stores.WorkerRenewal>("RenewAsync").Skip(seen).Last().Held.ShouldBe([attempt]);
    }

    [Fact]
    public void The_clock_of_leases_counts_on_and_agrees_with_the_system()
    {
        var boot = BootClock.Instance;
        var (before, system) = (boot.GetTimestamp(), TimeProvider.System.GetTimestamp());
        Thread.Yield();
        var (after, systemAfter) = (boot.GetElapsedTime(before), TimeProvider.System.GetElapsedTime(system));

        after.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        (after - systemAfter).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }
}
