using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Store.Conformance.Support;

/// <summary>A store with a ledger, and short words for what is done to it. The clock begins on 2026-03-14 at 15:09:26.535 UTC.</summary>
public abstract class CostStoreSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private long _sequence;

    /// <summary>A cost that no other is like, of an attempt claimed now.</summary>
    protected NewCost Spend(decimal amount, string tenant = "acme", string currency = "USD", string component = "tts", long job = 7, long root = 3) =>
        new(new AttemptRef(job, new AttemptToken(Me, 11)), ++_sequence, new Cost(component, amount, currency))
        {
            RootId = root, Step = "narrate", Kind = "flow.narrate", Tenant = tenant, AttemptNumber = 2, ClaimedAt = Clock.Now,
        };

    protected Task<CostsAdded> AddCostsAsync(params NewCost[] costs) => Store.Costs.AddAsync(costs, Cancel);

    protected Task<IReadOnlyList<CostSum>> SumAsync(CostQuery query) => Store.Costs.SumAsync(query, Cancel);

    protected async Task<decimal> TotalAsync(string currency = "USD") =>
        (await SumAsync(new CostQuery(CostGrouping.None) { Currency = currency })).SingleOrDefault()?.Amount ?? 0;
}
