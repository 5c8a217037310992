namespace Longhaul.Core.Stores.Rules;

/// <summary>What becomes of new costs.</summary>
internal sealed class CostRules(IStoreRows rows)
{
    public CostsAdded Add(IReadOnlyList<NewCost> costs)
    {
        CostChecks.Check(costs);
        var tenants = costs.Select(cost => cost.Tenant).Where(tenant => tenant.Length > 0).ToHashSet(StringComparer.Ordinal);
        rows.Costs.Lock(tenants);
        var added = rows.Costs.Add(costs);
        var budgets = new BudgetRules(rows);
        return new CostsAdded(added, [.. rows.Tenants.Some(tenants).Select(budgets.Assess).OfType<BudgetReached>()]);
    }
}
