using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

/// <summary>What comes in advance keeps no other queue, and no lower priority, from its turn.</summary>
public sealed class PlaceTurnTests
{
    [Fact]
    public async Task A_queue_of_short_jobs_lets_the_others_have_their_turn()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 2 };
        worker.Queues = [new() { Name = "default" }, new() { Name = "idle" }, new() { Name = "urgent" }];
        using var stop = new CancellationTokenSource();
        worker.Runner.Attempt = async (job, _) => await ShortAsync(worker, job, stop.Token);
        await worker.EnqueueManyAsync(IJobStore.MaxBatch);
        await worker.StartAsync();
        await StartedAsync(worker, 200);

        foreach (var id in await worker.EnqueueManyAsync(3, job: new NewJob { Kind = "work", Queue = "urgent" }))
        {
            await worker.UntilAsync(id, JobState.Completed);
        }

        await stop.CancelAsync();
        worker.Runner.Started.Any(job => job.StartedAt is null).ShouldBeTrue("jobs came in advance");
    }

    [Fact]
    public async Task A_low_priority_is_worked_on_though_higher_ones_come_in_advance()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 2 };
        using var stop = new CancellationTokenSource();
        worker.Runner.Attempt = async (job, _) => await ShortAsync(worker, job, stop.Token);
        await worker.EnqueueManyAsync(IJobStore.MaxBatch, job: new NewJob { Kind = "work", Priority = 9 });
        await worker.StartAsync();
        await StartedAsync(worker, 200);

        var low = await worker.EnqueueAsync(job: new NewJob { Kind = "work", Priority = 0 });
        await worker.UntilAsync(low, JobState.Completed);

        await stop.CancelAsync();
        worker.Runner.Started.Any(job => job.StartedAt is null).ShouldBeTrue("jobs came in advance");
    }

    [Fact]
    public async Task A_place_is_left_while_another_queue_has_fewer_and_not_more_often_than_jobs_are_claimed_in_advance()
    {
        await using var rig = new TestWorker { Clock = new ManualClock(), Queues = [new() { Name = "a" }, new() { Name = "b" }] };
        rig.Options = rig.Options with { Places = 4, Queues = ["a", "b"] };
        using var worker = rig.Context();
        var clock = (ManualClock)rig.Clock;
        Add("a", 3);
        clock.Advance(TimeSpan.FromSeconds(1));
        worker.Turns.TryLeave("a").ShouldBeFalse("a place is free");

        Add("b", 1);
        worker.Turns.TryLeave("b").ShouldBeFalse("the other one has more");
        worker.Turns.TryLeave("a").ShouldBeTrue();
        worker.Turns.TryLeave("a").ShouldBeFalse("it was just now");
        worker.Running.TakeLeft();
        clock.Advance(worker.Options.Prefetch);
        worker.Turns.TryLeave("a").ShouldBeTrue();
        worker.Running.TakeLeft();

        worker.Turns.WantPlace("a");
        worker.Turns.TryLeave("b").ShouldBeTrue("something of the other one cannot come in advance");
        worker.Running.TakeLeft();
        worker.Turns.TryLeave("b").ShouldBeFalse();

        void Add(string queue, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var job = new JobRecord { Id = worker.Running.Count + 1, RootId = 1, Kind = "work", Queue = queue, Priority = 0, Tenant = "", CreatedAt = DateTimeOffset.UnixEpoch, Input = "{}", State = JobState.Running, Token = new AttemptToken(Guid.Empty, 1), Attempt = 1 };
                worker.Running.TryAdd(new RunningJob(job, null, new AttemptStop(), 0) { BegunAt = 0, TakesPlace = false }).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task What_waits_for_its_turn_and_cannot_come_in_advance_gets_a_place_and_others_come_in_advance_as_ever()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 2 };
        using var stop = new CancellationTokenSource();
        worker.Runner.Attempt = async (job, _) => await ShortAsync(worker, job, stop.Token);
        await worker.EnqueueManyAsync(IJobStore.MaxBatch, job: new NewJob { Kind = "work", Priority = 9 });
        await worker.StartAsync();
        await StartedAsync(worker, 200);

        var low = await worker.EnqueueAsync(job: new NewJob { Kind = "work", Priority = 0, Exclusive = true });
        await worker.UntilAsync(low, JobState.Completed);
        var begun = worker.Runner.Started.Count;
        await StartedAsync(worker, begun + 300);
        await stop.CancelAsync();

        worker.Runner.Started.Skip(begun).Take(300).Any(job => job.StartedAt is null).ShouldBeTrue("for five seconds nothing came in advance any more");
    }

    /// <summary>Returns once so many have been started in all.</summary>
    private static async Task StartedAsync(TestWorker worker, int count)
    {
        while (worker.Runner.Started.Count < count)
        {
            await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A job of a millisecond or two that puts another one behind it, so that there is always something to do.</summary>
    private static async Task<Outcome> ShortAsync(TestWorker worker, JobRecord job, CancellationToken stop)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        if (!stop.IsCancellationRequested)
        {
            await worker.EnqueueManyAsync(1, job: new NewJob { Kind = "work", Queue = job.Queue, Priority = job.Priority });
        }

        return Outcome.Completed();
    }
}
