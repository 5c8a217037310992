using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class RecycleTests
{
    [Fact]
    public async Task After_so_many_jobs_the_worker_drains_and_ends_to_be_started_anew()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { MaxJobs = 5 };
        var ids = await worker.EnqueueManyAsync(8);

        worker.Begin();

        (await worker.Run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBe(WorkerExit.Recycled);
        worker.Runner.Started.Count.ShouldBe(5);
        (await worker.Inner.Queries.GetAsync(ids[5]))!.State.ShouldBe(JobState.Ready);
        (await worker.Log.WaitForAsync("WORKER_DRAINING")).Message.ShouldContain("it has run 5 jobs");
    }

    [Fact]
    public async Task What_runs_is_waited_for_and_nothing_more_is_taken()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { MaxMemoryBytes = 500_000_000 };
        using var context = worker.Context();
        var (memory, clock) = (1L, context.Clock);
        var recycle = new RecycleLoop(context, () => memory);
        var job = new JobRecord
        {
            Id = 1, RootId = 1, Kind = "work", Queue = "default", Priority = 5, Tenant = "", Input = "{}", CreatedAt = default,
            State = JobState.Running, Token = new AttemptToken(Guid.NewGuid(), 1),
        };
        var running = new RunningJob(job, null, new AttemptStop(), clock.GetTimestamp()) { BegunAt = clock.GetTimestamp(), IsPastLastLook = true };
        context.Running.TryAdd(running);
        recycle.ClaimsLeft.ShouldBeGreaterThan(0);

        memory = 600_000_000;
        recycle.RunOnce().ShouldBeFalse();
        recycle.ClaimsLeft.ShouldBe(0);
        memory = 1;
        recycle.RunOnce().ShouldBeFalse();
        context.Life.IsDraining.ShouldBeFalse();
        worker.Log.Events.Count(name => name == "WORKER_RECYCLING").ShouldBe(1);

        context.Running.Remove(running);
        context.Running.Reserved = 1; // a claim is under way
        recycle.RunOnce().ShouldBeFalse();
        context.Running.Reserved = 0;
        recycle.RunOnce().ShouldBeTrue();
        context.Life.Cause.ShouldContain("572 MB");
    }

    [Fact]
    public async Task After_so_long_it_is_time()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker();
        worker.Clock = clock;
        worker.Options = worker.Options with { MaxAge = TimeSpan.FromHours(6) };
        using var context = worker.Context();
        var recycle = new RecycleLoop(context, () => 0);

        clock.Advance(TimeSpan.FromHours(5.9));
        recycle.RunOnce().ShouldBeFalse();
        clock.Advance(TimeSpan.FromHours(0.2));
        recycle.RunOnce().ShouldBeTrue();
        context.Life.Exit.ShouldBe(WorkerExit.Recycled);
        context.Life.Cause.ShouldContain("366 minutes");
    }

    [Fact]
    public async Task Above_so_much_memory_it_is_time()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { MaxMemoryBytes = 500_000_000 };
        using var context = worker.Context();
        var memory = 499_999_999L;
        var recycle = new RecycleLoop(context, () => memory);

        recycle.RunOnce().ShouldBeFalse();
        worker.Log.Events.ShouldNotContain("RECYCLES_FOR_EVER");
        memory++;
        recycle.RunOnce().ShouldBeTrue();
        worker.Log.Events.ShouldContain("RECYCLES_FOR_EVER", "it has run no job, and never will");
    }

    [Fact]
    public async Task Without_limits_it_is_never_time()
    {
        await using var worker = new TestWorker();
        using var context = worker.Context();
        new RecycleLoop(context, () => long.MaxValue).RunOnce().ShouldBeFalse();
    }
}
