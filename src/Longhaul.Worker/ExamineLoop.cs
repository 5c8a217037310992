using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>Looks now and then at how the store itself is, for the metrics: no scrape asks the store.</summary>
internal sealed class ExamineLoop(WorkerContext worker)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await worker.Link.WaitUntilUpAsync(stop);
                await worker.Guard.RunAsync("examine", () => RunOnceAsync(stop), stop);
                await Task.Delay(Interval, worker.Clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>Looks once. What was found counts until it is found anew, or the store goes away.</summary>
    public async Task RunOnceAsync(CancellationToken cancel)
    {
        var since = worker.Link.Since;
        IReadOnlyList<StoreFact> facts = [];
        try
        {
            facts = await worker.Calls.RunAsync("examine", (store, c) => store.Health.ExamineAsync(c), cancel);
        }
        finally
        {
            worker.Metrics.SetFacts(facts, () => worker.Link.IsUp && worker.Link.Since == since);
        }
    }
}
