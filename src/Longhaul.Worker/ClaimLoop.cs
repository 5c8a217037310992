using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>Asks the store for what fits: woken by its signals and by freed places, else at every poll interval.</summary>
internal sealed class ClaimLoop(WorkerContext worker, ExecuteJob execute, StrandedClaims stranded, LostLease lost, ClaimPlan plan)
{
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    // The store's clock and this one need not agree to the millisecond; so late is soon enough.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);

    private ClaimRequest? _unanswered;
    private bool _asked;
    private TimeSpan? _againIn;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await worker.Lease.WaitUntilHeldAsync(stop);
                await worker.Link.WaitUntilUpAsync(stop);
                await worker.Room.WaitUntilLeftAsync(stop);
                await worker.Outcomes.WaitUntilCurrentAsync(stop);
                await RoundAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Draining: no more claims.
        }
    }

    /// <summary>One claim; true where more may be had at once. An unanswered claim is asked again under its own number.</summary>
    public async Task<bool> RunOnceAsync()
    {
        if (_unanswered is { } old && !worker.Lease.Holds(old.Token.Instance))
        {
            _unanswered = null;
        }

        // What waits here for a place goes before what is to be claimed, but for the place that was left to that.
        execute.StartPrefetched();
        _againIn = null;
        _asked = (_unanswered ??= plan.Next()) is not null;
        if (_unanswered is not { } request)
        {
            worker.Running.TakeLeft();
            execute.StartPrefetched();
            return false;
        }

        // The store answers a number it knows with what it gave out under it, so a claim whose answer was lost strands nothing. The call
        // is not cancelled by a stop for the same reason.
        var startedAt = worker.Clock.GetTimestamp();
        worker.Running.Reserved = Math.Min(request.Limit, request.Lanes.Sum(lane => lane.Places));
        worker.Running.TakeLeft();
        var reply = await worker.Calls.RunAsync("claim", (store, c) => store.Claims.ClaimAsync(request, c), CancellationToken.None);
        _unanswered = null;
        _againIn = reply.AgainIn;
        Take(request, reply, startedAt);
        return reply.Jobs.Count >= request.Limit || plan.HasMore;
    }

    private async Task RoundAsync(CancellationToken stop)
    {
        var seen = worker.Calls.Signals.Version;
        var freed = worker.Running.Freed.Count;
        var more = false;
        var well = await worker.Guard.RunAsync(
            "claim",
            async () =>
            {
                await stranded.RunIfDueAsync(stop);
                more = await RunOnceAsync();
            },
            stop);
        if (!well)
        {
            await Task.Delay(AfterError, worker.Clock, stop);
        }
        else if (!more)
        {
            await worker.Guard.RunAsync("wait", () => WaitAsync(seen, freed, stop), stop);
        }
    }

    private void Take(ClaimRequest request, ClaimReply reply, long startedAt)
    {
        if (reply.Lost)
        {
            worker.Running.Reserved = 0;
            lost.Handle(request.Token.Instance);
            worker.BeatNow.Set();
            return;
        }

        foreach (var job in reply.Jobs.Where(job => job.StartedAt is not null))
        {
            worker.Turns.Serve(job.Queue);
            execute.Start(job, startedAt);
        }

        foreach (var rate in reply.Jobs.SelectMany(job => job.Slots).Where(slot => slot.IsRate))
        {
            worker.Due.Add(rate.Window);
        }

        worker.Prefetched.AddAll(reply.Jobs.Where(job => job.StartedAt is null).Select(job => new PrefetchedJob(job, startedAt)));
        worker.Running.Reserved = 0;
        if (reply.PassedOver)
        {
            plan.PassedOver(request);
        }

        execute.StartPrefetched();

        // After them: a worker that has claimed its last ends as soon as none waits to begin.
        worker.Metrics.Claimed(reply.Jobs.Count);
    }

    private async Task WaitAsync(long seen, long freed, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var place = worker.Running.Freed.WaitAsync(freed, enough.Token);

        // Whoever wants nothing need not be told of new jobs: that would cost every enqueuer a notification.
        var news = _asked
            ? worker.Calls.Signals.WaitForChangeAsync(seen, Longest(), enough.Token)
            : Task.Delay(worker.Options.PollInterval, worker.Clock, enough.Token);
        var first = await Task.WhenAny(place, news);
        await enough.CancelAsync();
        await Task.WhenAll(Quietly(place), Quietly(news));
        await first;
    }

    /// <summary>The poll interval, or less where a queue's limits let more jobs run before.</summary>
    private TimeSpan Longest() =>
        _againIn is not { } again || again > worker.Options.PollInterval ? worker.Options.PollInterval : again > Shortest ? again : Shortest;

    private static async Task Quietly(Task task) =>
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
