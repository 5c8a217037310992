using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Core.Workers;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class UpkeepTests
{
    [Fact]
    public async Task A_scheduled_job_runs_when_it_is_due_and_not_before()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();
        var id = await worker.EnqueueAsync(job: new NewJob { Kind = "work", Delay = TimeSpan.FromMilliseconds(300) });

        var job = await worker.UntilAsync(id, JobState.Completed);

        job.StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(job.DueAt ?? job.CreatedAt + TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Promotion_sleeps_until_the_next_job_is_due_but_no_longer_than_a_poll()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker(new InMemoryJobStore(new StoreOptions { Clock = clock }));
        worker.Options = worker.Options with { PollInterval = TimeSpan.FromSeconds(2) };
        using var context = worker.Context();
        var loop = new PromoteLoop(context, new Cadence(context.Guard, context.Link, context.Clock));

        (await loop.RunOnceAsync(default)).ShouldBe(TimeSpan.FromSeconds(2));
        await worker.EnqueueAsync(job: new NewJob { Kind = "work", Delay = TimeSpan.FromMilliseconds(700) });
        (await loop.RunOnceAsync(default)).ShouldBe(TimeSpan.FromMilliseconds(700));
        clock.Advance(TimeSpan.FromSeconds(1));
        (await loop.RunOnceAsync(default)).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task The_next_start_under_a_rate_comes_when_there_is_room_and_not_at_the_next_poll()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { PollInterval = TimeSpan.FromMinutes(1) };
        await worker.StartAsync();
        var rate = SlotKey.ForRate("r", new Rate(1, TimeSpan.FromMilliseconds(300)));
        var ids = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await worker.EnqueueAsync(job: new NewJob { Kind = "work", Slots = [rate] }));
        }

        var starts = new List<DateTimeOffset>();
        foreach (var id in ids)
        {
            starts.Add((await worker.UntilAsync(id, JobState.Completed)).ClaimedAt!.Value);
        }

        (starts[1] - starts[0]).ShouldBeGreaterThanOrEqualTo(rate.Window);
        (starts[2] - starts[1]).ShouldBeGreaterThanOrEqualTo(rate.Window);
    }

    [Fact]
    public async Task Whoever_waits_for_due_times_waits_until_the_next_and_no_longer_for_one_that_has_come()
    {
        var clock = new ManualClock();
        var due = new DueTimes(clock);
        due.Add(TimeSpan.FromSeconds(20));
        due.Add(TimeSpan.FromSeconds(10));
        var wait = due.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(10));
        wait.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        await wait.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(30));
        due.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_waits_for_due_times_is_woken_by_an_earlier_one()
    {
        var due = new DueTimes(TimeProvider.System);
        var wait = due.WaitAsync(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        due.Add(TimeSpan.FromMilliseconds(1));
        await wait.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Chores_are_done_at_their_intervals_and_a_failing_one_holds_up_no_other()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker();
        worker.Clock = clock;
        using var context = worker.Context();
        context.Link.Up();
        var loop = new UpkeepLoop(context, new Cadence(context.Guard, context.Link, clock));
        worker.Faults.Once("MaintainAsync", Fault.Breaks);

        await loop.RunOnceAsync(TestContext.Current.CancellationToken);
        worker.Faults.Calls.ShouldBe(["MaintainAsync", "AdmitAsync", "ListQueuesAsync", "PruneAsync", "PruneAsync", "PruneAsync", "CheckAsync"]);

        clock.Advance(TimeSpan.FromSeconds(11));
        await loop.RunOnceAsync(TestContext.Current.CancellationToken);
        worker.Faults.Calls.Skip(7).ShouldBe(["MaintainAsync", "AdmitAsync"]);
        worker.Log.Events.ShouldContain("UNEXPECTED_ERROR");
    }

    [Fact]
    public async Task Where_nobody_hears_of_others_commits_slots_are_handed_out_at_the_poll_interval()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker();
        worker.Clock = clock;
        worker.Faults.Capabilities = worker.Inner.Capabilities with { HearsCommits = false };
        worker.Options = worker.Options with { PollInterval = TimeSpan.FromSeconds(3) };
        using var context = worker.Context();
        context.Link.Up();
        var loop = new UpkeepLoop(context, new Cadence(context.Guard, context.Link, clock));
        foreach (var seconds in (int[])[0, 2, 1, 2, 1])
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            await loop.RunOnceAsync(TestContext.Current.CancellationToken);
        }

        worker.Faults.Calls.Count(call => call == "AdmitAsync").ShouldBe(3);
    }

    [Fact]
    public async Task Pruning_that_finds_no_end_lets_the_other_chores_have_their_turn_and_goes_on_at_the_next_beat()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker();
        worker.Clock = clock;
        using var context = worker.Context();
        context.Link.Up();
        var loop = new UpkeepLoop(context, new Cadence(context.Guard, context.Link, clock));
        var left = 7;
        worker.Faults.Pruned = () => --left > 0 ? IJobStore.MaxBatch : IJobStore.MaxBatch - 1;
        worker.Faults.Seen = method => clock.Advance(TimeSpan.FromMilliseconds(method == "PruneAsync" ? 250 : 0));

        await loop.RunOnceAsync(TestContext.Current.CancellationToken);
        worker.Faults.Calls.ShouldBe(["MaintainAsync", "AdmitAsync", "ListQueuesAsync", .. Enumerable.Repeat("PruneAsync", 6), "CheckAsync"]);

        clock.Advance(TimeSpan.FromSeconds(1));
        await loop.RunOnceAsync(TestContext.Current.CancellationToken);
        worker.Faults.Calls.Skip(10).ShouldBe(["MaintainAsync", "PruneAsync", "PruneAsync", "PruneAsync"]);

        clock.Advance(TimeSpan.FromSeconds(1));
        await loop.RunOnceAsync(TestContext.Current.CancellationToken);
        worker.Faults.Calls.Skip(14).ShouldBeEmpty("it has come to its end");
    }

    [Fact]
    public async Task A_worker_whose_store_a_newer_program_has_changed_ends_what_it_runs_and_then_itself()
    {
        await using var worker = new TestWorker();
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        worker.Runner.Attempt = async (_, _) =>
        {
            started.SetResult();
            await finish.Task;
            return Outcome.Completed();
        };
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        await started.Task;

        // As the next look, and whatever else meets it, finds.
        worker.Faults.From("MaintainAsync", Fault.TooNew);
        (await worker.Log.WaitForAsync("WORKER_DRAINING")).Message.ShouldBe("Stopping because The test has migrated the store.: 1 running.");
        finish.SetResult();

        (await worker.Run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBe(WorkerExit.Outdated);
        (await worker.Inner.Queries.GetAsync(id, TestContext.Current.CancellationToken))!.State.ShouldBe(JobState.Completed);
        worker.Log.Events.ShouldNotContain("STORE_LOST");
        worker.Log.Events.ShouldNotContain("UNEXPECTED_ERROR");
    }

    [Fact]
    public async Task An_idle_worker_whose_store_has_no_room_is_degraded_and_claims_nothing_until_there_is_some()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();
        worker.Host.Current.Status.ShouldBe(WorkerStatus.Healthy);

        worker.Faults.From("MaintainAsync", Fault.Full);
        await worker.Log.WaitForAsync("STORE_FULL");
        (worker.Host.Current.Status, worker.Host.Current.LastError).ShouldBe((WorkerStatus.Degraded, "The test has filled the store."));
        worker.Host.Current.StoreConnected.ShouldBeTrue();
        var id = await worker.EnqueueAsync();
        await worker.Log.WaitForAsync("STORE_FULL");
        (await worker.Inner.Queries.GetAsync(id))!.State.ShouldBe(JobState.Ready);

        worker.Faults.From("MaintainAsync", Fault.None);
        await worker.UntilAsync(id, JobState.Completed);
        (worker.Host.Current.Status, worker.Host.Current.LastError).ShouldBe((WorkerStatus.Healthy, null));
        worker.Log.Events.ShouldNotContain("STORE_LOST");
    }

    [Fact]
    public async Task The_log_gets_a_line_with_the_counters_now_and_then()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { HeartbeatLogInterval = TimeSpan.FromMilliseconds(50) };
        worker.Runner.Attempt = (job, _) => Task.FromResult(job.Input == "{}" ? Outcome.Completed() : Outcome.Failed("x", "y"));
        var good = await worker.EnqueueManyAsync(3);
        var bad = await worker.EnqueueAsync(job: new NewJob { Kind = "work", Input = "1" });
        await worker.StartAsync();
        await worker.UntilAsync(bad, JobState.Failed);
        await worker.UntilAsync(good[2], JobState.Completed);
        var seen = worker.Log.Events.Count(name => name == "HEARTBEAT");

        var entry = await worker.Log.WaitForAsync("HEARTBEAT", seen + 2);

        entry.Message.ShouldStartWith("3 done, 1 failed, 0 running, 0 undelivered, 0 errors in a row,");
    }
}
