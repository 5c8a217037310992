using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>
/// Makes scheduled jobs ready when they are due and hands on places under rates; sleeps until the next one, at most for a poll interval.
/// </summary>
internal sealed class PromoteLoop(WorkerContext worker, Cadence cadence)
{
    // The store's clock and this one need not agree to the millisecond; so late is soon enough.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);

    public async Task RunAsync(CancellationToken stop)
    {
        worker.Calls.Signals.Scheduled += LookSoon;
        try
        {
            await cadence.RunAsync("promote", RoundAsync, stop);
        }
        finally
        {
            worker.Calls.Signals.Scheduled -= LookSoon;
        }
    }

    private void LookSoon(object? sender, EventArgs nothing) => worker.Due.Soon();

    private async Task<TimeSpan> RoundAsync(CancellationToken stop)
    {
        await worker.Due.WaitAsync(await RunOnceAsync(stop), stop);
        return TimeSpan.Zero;
    }

    /// <summary>Promotes a batch; answers with how long to wait for the next.</summary>
    public async Task<TimeSpan> RunOnceAsync(CancellationToken cancel)
    {
        var promoted = await worker.Calls.RunAsync(
            "promote", (store, c) => store.Upkeep.PromoteDueAsync(IJobStore.MaxBatch, c), cancel);
        if (promoted.Count == IJobStore.MaxBatch)
        {
            return TimeSpan.Zero;
        }

        var next = promoted.NextIn ?? worker.Options.PollInterval;
        return next < Shortest ? Shortest : next < worker.Options.PollInterval ? next : worker.Options.PollInterval;
    }
}
