using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>Asks the store for what fits: woken by its signals and by freed places, else at every poll interval.</summary>
internal sealed class ClaimLoop(WorkerContext worker, ExecuteJob execute, StrandedClaims stranded, LostLease lost, RecycleLoop recycle)
{
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    private ClaimRequest? _unanswered;

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

        if ((_unanswered ?? NextRequest()) is not { } request)
        {
            return false;
        }

        // The store answers a number it knows with what it gave out under it, so a claim whose answer was lost strands nothing. The call
        // is not cancelled by a stop for the same reason.
        _unanswered = request;
        var startedAt = worker.Clock.GetTimestamp();
        var reply = await worker.Calls.RunAsync("claim", (store, c) => store.Claims.ClaimAsync(request, c), CancellationToken.None);
        _unanswered = null;
        Take(request, reply, startedAt);
        return reply.Jobs.Count >= request.Limit;
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

    /// <summary>
    /// A place is free when its job is over, before the store has its outcome. What is not delivered at a kill runs again; so that this is never
    /// more than twice as many as there are places, no more is claimed while so many outcomes wait.
    /// </summary>
    private bool HasTooManyUndelivered => worker.Outcomes.Count >= worker.Places.Total;

    private ClaimRequest? NextRequest()
    {
        var free = (int)Math.Min(Math.Min(worker.Places.Total - worker.Running.Count, recycle.ClaimsLeft), IJobStore.MaxBatch);
        var lanes = worker.Places.Free(worker.Running, free);
        return free <= 0 || lanes.Count == 0 || worker.Life.IsDraining || HasTooManyUndelivered
            ? null
            : new ClaimRequest
            {
                Token = worker.Lease.NextToken(),
                Lanes = lanes,
                Limit = Math.Min(free, lanes.Sum(lane => lane.Places)),
                Kinds = [.. worker.Parts.Kinds.Served.Select(kind => kind.Name)],
                AllowCrashed = !worker.Running.HasCrashed,
            };
    }

    private void Take(ClaimRequest request, ClaimReply reply, long startedAt)
    {
        if (reply.Lost)
        {
            lost.Handle(request.Token.Instance);
            worker.BeatNow.Set();
            return;
        }

        worker.Metrics.Claimed(reply.Jobs.Count);
        foreach (var job in reply.Jobs)
        {
            execute.Start(job, startedAt);
        }
    }

    private async Task WaitAsync(long seen, long freed, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var place = worker.Running.Freed.WaitAsync(freed, enough.Token);
        var full = worker.Running.Count >= worker.Places.Total;
        var news = full
            ? Task.Delay(worker.Options.PollInterval, worker.Clock, enough.Token)
            : worker.Calls.Signals.WaitForChangeAsync(seen, worker.Options.PollInterval, enough.Token);
        var first = await Task.WhenAny(place, news);
        await enough.CancelAsync();
        await Task.WhenAll(Quietly(place), Quietly(news));
        await first;
    }

    private static async Task Quietly(Task task) =>
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
