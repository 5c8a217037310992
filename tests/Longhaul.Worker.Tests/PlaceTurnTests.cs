using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
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
        for (var i = 0; i < 200; i++)
        {
            await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);
        }

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
        for (var i = 0; i < 200; i++)
        {
            await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);
        }

        var low = await worker.EnqueueAsync(job: new NewJob { Kind = "work", Priority = 0 });
        await worker.UntilAsync(low, JobState.Completed);

        await stop.CancelAsync();
        worker.Runner.Started.Any(job => job.StartedAt is null).ShouldBeTrue("jobs came in advance");
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
