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
    public async Task A_job_on_its_way_to_its_start_is_waited_for()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { MaxJobs = 1 };
        using var context = worker.Context();
        var (recycle, clock) = (new RecycleLoop(context, () => 0), context.Clock);
        var job = new JobRecord
        {
            Id = 1, RootId = 1, Kind = "work", Queue = "default", Priority = 5, Tenant = "", Input = "{}", CreatedAt = default,
            State = JobState.Running, Token = new AttemptToken(Guid.NewGuid(), 1),
        };
        var running = new RunningJob(job, null, new AttemptStop(), clock.GetTimestamp()) { BegunAt = clock.GetTimestamp() };
        context.Running.TryAdd(running);
        context.Metrics.Claimed(1);

        recycle.RunOnce().ShouldBeFalse();
        running.IsPastLastLook = true;
        recycle.RunOnce().ShouldBeTrue();
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
        memory++;
        recycle.RunOnce().ShouldBeTrue();
    }

    [Fact]
    public async Task Without_limits_it_is_never_time()
    {
        await using var worker = new TestWorker();
        using var context = worker.Context();
        new RecycleLoop(context, () => long.MaxValue).RunOnce().ShouldBeFalse();
    }
}
