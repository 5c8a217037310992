using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class ClaimTests
{
    [Fact]
    public async Task No_queue_and_no_worker_ever_runs_more_than_its_places()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 5 };
        worker.Queues = [new() { Name = "default" }, new() { Name = "narrow", Concurrency = 2 }, new() { Name = "one", Concurrency = 1 }];
        var now = new ConcurrentDictionary<string, int>();
        var most = new ConcurrentDictionary<string, int>();
        worker.Runner.Attempt = async (job, _) =>
        {
            var running = now.AddOrUpdate(job.Queue, 1, (_, count) => count + 1);
            most.AddOrUpdate(job.Queue, running, (_, count) => Math.Max(count, running));
            await Task.Yield();
            now.AddOrUpdate(job.Queue, 0, (_, count) => count - 1);
            return Outcome.Completed();
        };
        var ids = new List<long>();
        foreach (var queue in new[] { "default", "narrow", "one" })
        {
            ids.AddRange(await worker.EnqueueManyAsync(100, job: new NewJob { Kind = "work", Queue = queue }));
        }

        await worker.StartAsync();
        foreach (var id in ids)
        {
            await worker.UntilAsync(id, JobState.Completed);
        }

        worker.Runner.Most.ShouldBeLessThanOrEqualTo(5);
        most["narrow"].ShouldBeLessThanOrEqualTo(2);
        most["one"].ShouldBe(1);
    }

    [Fact]
    public async Task The_limits_of_the_project_hold_over_its_workers_and_whoever_waits_for_one_is_woken()
    {
        await using var one = new TestWorker();
        await using var two = new TestWorker(one.Inner);
        var running = 0;
        var most = 0;
        foreach (var worker in new[] { one, two })
        {
            // A poll would come too late.
            worker.Options = worker.Options with { PollInterval = TimeSpan.FromMinutes(5) };
            worker.Queues = [new() { Name = "default", Limit = 1 }];
            worker.Runner.Attempt = async (_, _) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return Outcome.Completed();
            };
        }

        var ids = await one.EnqueueManyAsync(40);
        await one.StartAsync();
        await two.StartAsync();
        foreach (var id in ids)
        {
            await one.UntilAsync(id, JobState.Completed);
        }

        most.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_waits_for_a_rate_wakes_when_its_next_place_is_free()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { PollInterval = TimeSpan.FromMinutes(5) };
        worker.Queues = [new() { Name = "default", Rate = new Rate(2, TimeSpan.FromMilliseconds(300)) }];
        var ids = await worker.EnqueueManyAsync(5);

        await worker.StartAsync();
        await worker.UntilAsync(ids[^1], JobState.Completed);

        var claims = new List<DateTimeOffset>();
        foreach (var id in ids)
        {
            claims.Add((await worker.Inner.Queries.GetAsync(id))!.ClaimedAt!.Value);
        }

        claims.Skip(2).Zip(claims, (later, earlier) => later - earlier).ShouldAllBe(apart => apart >= TimeSpan.FromMilliseconds(300));
        worker.Faults.Calls.Count(call => call == "ClaimAsync").ShouldBeLessThan(30, "nobody asks all the time");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(null, false)]
    public async Task A_job_of_a_queue_with_a_limit_is_stopped_as_an_exclusive_one_is_before_another_worker_may_start_it(int? limit, bool expected)
    {
        await using var worker = new TestWorker();
        worker.Queues = [new() { Name = "default", Limit = limit }];
        worker.Runner.Attempt = FakeRunner.UntilStoppedAsync;
        using var context = worker.Context();
        var me = Guid.NewGuid();
        await worker.Inner.Workers.RegisterAsync(
            new WorkerRegistration { Instance = me, Label = "w1", Process = worker.Proof.Self, Version = "1" });
        context.Lease.Begin(me, context.Clock.GetTimestamp());
        await worker.EnqueueAsync();
        var claimed = await worker.Inner.Claims.ClaimAsync(
            new ClaimRequest { Token = context.Lease.NextToken(), Lanes = [new ClaimLane("default", 1)], Limit = 1 });

        new ExecuteJob(context).Start(claimed.Jobs[0], 0);

        var running = context.Running.All().ShouldHaveSingleItem();
        running.IsExclusive.ShouldBe(expected);
        context.Running.Stop(running, StopReason.Shutdown);
        await context.Running.WhenEmptyAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Limits_are_declared_before_the_first_claim_and_taken_back_by_a_project_that_has_none()
    {
        await using var worker = new TestWorker();
        worker.Queues = [new() { Name = "default", Limit = 3 }, new() { Name = "open" }];
        await worker.StartAsync();
        (await worker.Inner.Queries.ListQueuesAsync()).Select(queue => (queue.Name, queue.Limit)).ShouldBe([("default", (int?)3)]);
        worker.Faults.Calls.TakeWhile(call => call != "ClaimAsync").ShouldContain("DeclareAsync");
        await worker.StopAsync();

        await using var next = new TestWorker(worker.Inner);
        await next.StartAsync();
        (await worker.Inner.Queries.ListQueuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_queue_does_not_keep_the_others_waiting()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 2 };
        worker.Queues = [new() { Name = "default" }, new() { Name = "one", Concurrency = 1 }];
        worker.Runner.Attempt = (job, stop) =>
            job.Queue == "one" ? FakeRunner.UntilStoppedAsync(job, stop) : Task.FromResult(Outcome.Completed());
        var blocking = await worker.EnqueueManyAsync(2, job: new NewJob { Kind = "work", Queue = "one" });
        await worker.StartAsync();
        await worker.UntilAsync(blocking[0], JobState.Running);

        foreach (var id in await worker.EnqueueManyAsync(10))
        {
            await worker.UntilAsync(id, JobState.Completed);
        }

        (await worker.Inner.Queries.GetAsync(blocking[1]))!.State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task Without_aging_one_place_takes_jobs_by_priority_and_then_in_their_order()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 1 };
        worker.Queues = [new() { Name = "default", Aging = 0 }];
        var expected = new List<long>();
        var low = await worker.EnqueueManyAsync(20, job: new NewJob { Kind = "work", Priority = 2 });
        expected.AddRange(await worker.EnqueueManyAsync(20, job: new NewJob { Kind = "work", Priority = 8 }));
        expected.AddRange(low);

        await worker.StartAsync();
        await worker.UntilAsync(low[^1], JobState.Completed);

        worker.Runner.Started.Select(job => job.Id).ShouldBe(expected);
    }

    [Fact]
    public Task A_thousand_jobs_go_through_eight_places_once_each_and_in_order() => DrainInOrderAsync(1_000);

    [Fact]
    [Trait("tier", "soak")]
    public Task Ten_thousand_jobs_go_through_eight_places_once_each_and_in_order() => DrainInOrderAsync(10_000);

    [Fact]
    public async Task Only_kinds_that_the_worker_serves_are_claimed()
    {
        await using var worker = new TestWorker();
        var foreign = await worker.EnqueueAsync("somebody else's");
        var own = await worker.EnqueueAsync();

        await worker.StartAsync();
        await worker.UntilAsync(own, JobState.Completed);

        (await worker.Inner.Queries.GetAsync(foreign))!.State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task What_the_store_says_is_mine_and_I_do_not_hold_is_given_back_unharmed()
    {
        await using var worker = new TestWorker();
        var context = worker.Context();
        var me = Guid.NewGuid();
        await worker.Inner.Workers.RegisterAsync(
            new WorkerRegistration { Instance = me, Label = "w1", Process = worker.Proof.Self, Version = "1" });
        context.Lease.Begin(me, context.Clock.GetTimestamp());
        var ids = await worker.EnqueueManyAsync(2);
        var claimed = await worker.Inner.Claims.ClaimAsync(
            new ClaimRequest { Token = context.Lease.NextToken(), Lanes = [new ClaimLane("default", 2)], Limit = 2 });
        context.Running.TryAdd(new RunningJob(claimed.Jobs[0], null, new AttemptStop(), 0) { BegunAt = 0 });

        (await new StrandedClaims(context).RunOnceAsync(TestContext.Current.CancellationToken)).ShouldBe(1);

        (await worker.Inner.Queries.GetAsync(ids[0]))!.State.ShouldBe(JobState.Running);
        var stranded = (await worker.Inner.Queries.GetAsync(ids[1]))!;
        (stranded.State, stranded.Releases, stranded.Failures).ShouldBe((JobState.Ready, 1, 0));
        context.Dispose();
    }

    [Fact]
    public async Task Nothing_more_is_claimed_while_as_many_outcomes_wait_as_there_are_places()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 2 };
        using var context = worker.Context();
        var me = Guid.NewGuid();
        await worker.Inner.Workers.RegisterAsync(
            new WorkerRegistration { Instance = me, Label = "w1", Process = worker.Proof.Self, Version = "1" });
        context.Lease.Begin(me, context.Clock.GetTimestamp());
        await worker.EnqueueManyAsync(3);
        var execute = new ExecuteJob(context);
        var plan = new ClaimPlan(context, new RecycleLoop(context, () => 0));
        var loop = new ClaimLoop(context, execute, new StrandedClaims(context), new LostLease(context), plan);
        await loop.RunOnceAsync();
        await context.Outcomes.WaitForSomeAsync(TestContext.Current.CancellationToken);
        for (var seen = context.Running.Freed.Count; context.Outcomes.Count < 2; seen = context.Running.Freed.Count)
        {
            await context.Running.Freed.WaitAsync(seen, TestContext.Current.CancellationToken);
        }

        var claims = worker.Faults.Calls.Count(call => call == "ClaimAsync");
        (await loop.RunOnceAsync()).ShouldBeFalse();
        worker.Faults.Calls.Count(call => call == "ClaimAsync").ShouldBe(claims);

        var rung = context.Running.Freed.Count;
        await new CompleteLoop(context, execute).RunOnceAsync(TestContext.Current.CancellationToken);
        context.Running.Freed.Count.ShouldBeGreaterThan(rung);
        await loop.RunOnceAsync();
        worker.Faults.Calls.Count(call => call == "ClaimAsync").ShouldBe(claims + 1);
    }

    [Fact]
    public async Task At_every_sixteenth_claim_or_as_often_as_the_queue_says_the_oldest_priority_goes_first()
    {
        await using var worker = new TestWorker();
        worker.Queues =
        [
            new() { Name = "default" }, new() { Name = "often", Aging = 3 }, new() { Name = "always", Aging = 1 }, new() { Name = "never", Aging = 0 },
        ];
        using var context = worker.Context();
        context.Lease.Begin(Guid.NewGuid(), context.Clock.GetTimestamp());
        var plan = new ClaimPlan(context, new RecycleLoop(context, () => 0));

        var aged = Enumerable.Range(1, 32).Select(claim => (claim, plan.Next()!.Lanes))
            .SelectMany(one => one.Lanes.Where(lane => lane.OldestFirst).Select(lane => (lane.Queue, one.claim))).ToLookup(one => one.Queue, one => one.claim);

        aged["default"].ShouldBe([16, 32]);
        aged["often"].ShouldBe([3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
        aged["always"].Count().ShouldBe(32);
        aged["never"].ShouldBeEmpty();
    }

    [Fact]
    public async Task A_low_priority_is_worked_on_while_higher_ones_keep_coming()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 1, Prefetch = TimeSpan.Zero };
        worker.Runner.Attempt = async (job, _) =>
        {
            // Each puts another one before the low one.
            if (job.Priority == 9)
            {
                await worker.EnqueueManyAsync(1, job: new NewJob { Kind = "work", Priority = 9 });
            }

            return Outcome.Completed();
        };
        var low = (await worker.EnqueueManyAsync(1, job: new NewJob { Kind = "work", Priority = 0 }))[0];
        await worker.EnqueueManyAsync(2, job: new NewJob { Kind = "work", Priority = 9 });
        await worker.StartAsync();

        await worker.UntilAsync(low, JobState.Completed);

        worker.Runner.Started.Count(job => job.Priority == 9).ShouldBeGreaterThanOrEqualTo(15);
    }

    private static async Task DrainInOrderAsync(int count)
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 8 };
        var ids = new List<long>();
        for (var left = count; left > 0; left -= IJobStore.MaxBatch)
        {
            ids.AddRange(await worker.EnqueueManyAsync(Math.Min(left, IJobStore.MaxBatch)));
        }

        await worker.StartAsync();
        for (var i = 0; i < count; i++)
        {
            await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);
        }

        await worker.StopAsync();
        worker.Runner.Started.Count.ShouldBe(count);

        // Jobs that were claimed together may start in any order; what was claimed later comes after all of them.
        worker.Runner.Started.OrderBy(job => job.Token!.Value.Claim).ThenBy(job => job.Id).Select(job => job.Id).ShouldBe(ids);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
