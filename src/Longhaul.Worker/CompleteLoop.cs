using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>Delivers outcomes: what waits while a delivery is under way goes with the next one.</summary>
internal sealed class CompleteLoop(WorkerContext worker, ExecuteJob execute)
{
    /// <summary>So much goes together: a store has its bounds, and what is too much for it would be so again and again.</summary>
    private const long MostCharacters = 32 << 20;

    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await worker.Outcomes.WaitForSomeAsync(stop);
                await worker.Link.WaitUntilUpAsync(stop);
                if (!await worker.Guard.RunAsync("complete", () => RunOnceAsync(stop), stop) && worker.Link.IsUp)
                {
                    await Task.Delay(AfterError, worker.Clock, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The worker's end.
        }
    }

    /// <summary>Delivers what waits, at most a batch.</summary>
    public async Task RunOnceAsync(CancellationToken cancel)
    {
        var batch = worker.Outcomes.Peek(IJobStore.MaxBatch, MostCharacters);
        try
        {
            await DeliverAsync(batch, cancel);
        }
        catch (Exception e) when (!IsAway(e))
        {
            // One bad outcome refuses its whole batch: each goes alone, so that it holds up nobody else's.
            Exception? stuck = null;
            foreach (var item in batch)
            {
                stuck = await DeliverAloneAsync(item, cancel) ?? stuck;
            }

            if (stuck is not null)
            {
                throw;
            }
        }
    }

    private static bool IsAway(Exception e) => e is OperationCanceledException or StoreUnavailableException { OnlyThisCall: false };

    private async Task DeliverAsync(IReadOnlyList<PendingOutcome> batch, CancellationToken cancel, bool again = false)
    {
        try
        {
            var items = batch.Select(item => item.Finish).ToList();
            await worker.Calls.RunAsync("flush", (_, c) => worker.Parts.Output.FlushAsync([.. items.Select(item => item.Attempt)], c), cancel);
            var replies = await worker.Calls.RunAsync("finish", (store, c) => store.Outcomes.FinishAsync(items, c), cancel);
            for (var i = 0; i < batch.Count; i++)
            {
                Settled(batch[i], replies[i], again || batch[i].Resent);
            }

            var heldUp = worker.HasTooManyUndelivered;
            worker.Outcomes.Remove(batch);
            if (heldUp)
            {
                execute.StartPrefetched();
                worker.Running.Freed.Ring();
            }
        }
        catch (Exception e) when (IsAway(e))
        {
            worker.Outcomes.MarkResent(batch);
            throw;
        }
    }

    // Answers with the error where it cannot be taken now, or even the replacement of a refused outcome is refused; it then waits at the end of the line.
    private async Task<Exception?> DeliverAloneAsync(PendingOutcome item, CancellationToken cancel)
    {
        try
        {
            // A part of the batch may have arrived before another part was refused.
            await DeliverAsync([item], cancel, again: true);
            return null;
        }
        catch (StoreUnavailableException e) when (e.OnlyThisCall)
        {
            // Such as a key of a job that it spawns, which somebody holds: others need not wait behind it.
            worker.Outcomes.Replace(item, item with { Resent = true });
            return e;
        }
        catch (Exception e) when (!IsAway(e) && !item.Replaced)
        {
            worker.Log.OutcomeRefused(e, item.Finish.Attempt.JobId, item.Kind, item.Finish.Outcome.Kind.Name());
            var failed = Outcome.Failed("outcome_refused", $"The store refused its outcome: {e.Message}") with
            {
                Resources = item.Finish.Outcome.Resources,
            };
            worker.Outcomes.Replace(item, item with { Finish = item.Finish with { Outcome = failed }, Replaced = true });
            return null;
        }
        catch (Exception e) when (!IsAway(e))
        {
            worker.Outcomes.Replace(item, item with { });
            return e;
        }
    }

    private void Settled(PendingOutcome item, FinishReply reply, bool resent)
    {
        var (attempt, outcome, _) = item.Finish;

        worker.Parts.Settle(attempt);

        // Gone after a first try without an answer: that try had arrived, and the job keeps no history.
        if (reply == FinishReply.Accepted || (reply == FinishReply.Gone && resent))
        {
            worker.Metrics.Ended(outcome.Kind);
            worker.Log.JobEnded(attempt.JobId, item.Kind, outcome, (long)item.Took.TotalMilliseconds);
            if (outcome.Kind is OutcomeKind.Retry or OutcomeKind.Snoozed)
            {
                worker.Due.Add(outcome.Delay);
            }

            return;
        }

        worker.Metrics.Fenced();
        worker.Log.OutcomeFenced(attempt.JobId, item.Kind, outcome.Kind.Name());
    }
}
