using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution.Costs;

/// <summary>
/// What attempts have spent and the store does not have yet. Money that is spent counts, whatever becomes of the attempt: so it outlives the attempt, its outcome
/// and any outage, and is lost only with the worker.
/// </summary>
internal sealed class CostBook(IJobStore store, ILogger<CostBook> logger) : IDisposable
{
    /// <summary>Beyond so many, what was not sent yet is put together by attempt, component and currency: an outage may be long.</summary>
    public const int MostApart = 10_000;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly List<NewCost> _pending = [];
    private readonly Dictionary<string, decimal> _totals = new(StringComparer.Ordinal);
    private int _tried;

    /// <summary>What was spent here since the worker started, by currency.</summary>
    public IReadOnlyList<KeyValuePair<string, decimal>> Totals
    {
        get
        {
            lock (_lock)
            {
                return [.. _totals];
            }
        }
    }

    /// <summary>Takes a cost that has nothing wrong with it.</summary>
    public void Add(NewCost cost)
    {
        lock (_lock)
        {
            _totals[cost.Cost.Currency] = _totals.GetValueOrDefault(cost.Cost.Currency) + cost.Cost.Amount;
            if (_pending.Count < MostApart || !TryPutTogether(cost))
            {
                _pending.Add(cost);
            }
        }
    }

    /// <summary>Brings what is there into the store. What it does not take stays, for the next time.</summary>
    /// <exception cref="StoreUnavailableException">The store is away; nothing is lost.</exception>
    public async Task SendAsync(CancellationToken cancel)
    {
        if (IsEmpty)
        {
            return;
        }

        await _sending.WaitAsync(cancel);
        try
        {
            while (Next() is { Count: > 0 } batch)
            {
                var added = await store.Costs.AddAsync(batch, cancel);
                Remove(batch.Count);
                foreach (var reached in added.Reached)
                {
                    logger.BudgetReached(
                        reached.Tenant, Cost.Show(reached.Spent, reached.Budget.Currency), reached.Budget.ToString(), reached.Until);
                }
            }
        }
        catch (Exception error) when (error is not (StoreUnavailableException or OperationCanceledException))
        {
            logger.CostsNotTaken(error);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose() => _sending.Dispose();

    private bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count == 0;
            }
        }
    }

    /// <summary>The oldest ones. From now on they may be in the store, though no answer came: nothing may be added to them.</summary>
    private List<NewCost> Next()
    {
        lock (_lock)
        {
            var batch = _pending.GetRange(0, Math.Min(_pending.Count, IJobStore.MaxBatch));
            _tried = Math.Max(_tried, batch.Count);
            return batch;
        }
    }

    private void Remove(int count)
    {
        lock (_lock)
        {
            _pending.RemoveRange(0, count);
            _tried -= Math.Min(_tried, count);
        }
    }

    private bool TryPutTogether(NewCost cost)
    {
        var at = _pending.FindIndex(_tried, other => other.Attempt == cost.Attempt && other.Cost.Component == cost.Cost.Component
            && other.Cost.Currency == cost.Cost.Currency && other.Cost.Amount + cost.Cost.Amount <= Cost.MaxAmount);
        if (at >= 0)
        {
            _pending[at] = _pending[at] with { Cost = cost.Cost with { Amount = _pending[at].Cost.Amount + cost.Cost.Amount } };
        }

        return at >= 0;
    }
}
