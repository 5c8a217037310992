namespace Longhaul.Cli.Bench.Measurements;

/// <summary>Offers jobs at a steady rate and takes them away again as fast as they come, by one store in this process.</summary>
internal sealed class SteadyLoad(IJobStore store, string folder, int perSecond, TimeProvider clock)
{
    private const int OffersPerSecond = 40;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private long _offered;
    private long _taken;

    /// <summary>Runs for so long.</summary>
    public async Task<LoadResult> RunAsync(TimeSpan duration, CancellationToken cancel)
    {
        var worker = await StoreWorker.EnterAsync(store, cancel);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var claiming = Task.Run(() => ClaimAsync(worker, over), cancel);
        try
        {
            await OfferAsync(duration, over.Token);
        }
        finally
        {
            await over.CancelAsync();
        }

        cancel.ThrowIfCancellationRequested();
        return new LoadResult(Quantile.Of(await claiming, 0.99), Volatile.Read(ref _offered) - Volatile.Read(ref _taken));
    }

    private async Task OfferAsync(TimeSpan duration, CancellationToken over)
    {
        var client = new JobClient(store, NoopProject.In(folder));
        var requests = NoopProject.Requests(perSecond / OffersPerSecond);
        var started = clock.GetTimestamp();
        var interval = TimeSpan.FromSeconds(1) / OffersPerSecond;
        for (var next = TimeSpan.Zero; next < duration; next += interval)
        {
            if (next - clock.GetElapsedTime(started) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, clock, over);
            }

            await client.EnqueueAsync(requests, over);
            Interlocked.Add(ref _offered, requests.Length);
        }
    }

    // A claim is never given up half-way: what it took would be nobody's.
    private async Task<List<double>> ClaimAsync(StoreWorker worker, CancellationTokenSource over)
    {
        var took = new List<double>();
        try
        {
            while (!over.IsCancellationRequested)
            {
                var seen = store.Signals.Version;
                var started = clock.GetTimestamp();
                var jobs = await worker.ClaimAsync(CancellationToken.None);
                took.Add(clock.GetElapsedTime(started).TotalMilliseconds);
                await worker.FinishAsync(jobs, CancellationToken.None);
                Interlocked.Add(ref _taken, jobs.Count);
                if (jobs.Count == 0)
                {
                    await store.Signals.WaitForChangeAsync(seen, LongestWait, CancellationToken.None);
                }
            }
        }
        catch
        {
            await over.CancelAsync(); // nothing need be offered any more
            throw;
        }

        return took;
    }
}

/// <summary>What a load showed.</summary>
/// <param name="ClaimP99">What 99 of 100 claims did not exceed, in milliseconds.</param>
/// <param name="Backlog">How many jobs waited at its end.</param>
internal sealed record LoadResult(double ClaimP99, long Backlog);
