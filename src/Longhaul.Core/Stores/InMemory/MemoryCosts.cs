using System.Globalization;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>What jobs cost.</summary>
internal sealed class MemoryCosts(MemoryTables tables, MemoryBudgets budgets, bool retainsByDay)
{
    public CostsAdded Add(IReadOnlyList<NewCost> costs)
    {
        CostChecks.Check(costs);
        var fresh = costs.DistinctBy(cost => (cost.Attempt, cost.Sequence)).Where(cost => !tables.Data.Costs.ContainsKey((cost.Attempt, cost.Sequence))).ToList();
        tables.Data.Costs = tables.Data.Costs.AddRange(
            fresh.Select(cost => KeyValuePair.Create((cost.Attempt, cost.Sequence), new KeptCost(cost, tables.Now))));
        var tenants = costs.Select(cost => cost.Tenant).Distinct().Order(StringComparer.Ordinal);
        return new CostsAdded(fresh.Count, tenants.Select(budgets.Assess).OfType<BudgetReached>().ToList());
    }

    public IReadOnlyList<CostSum> Sum(CostQuery query)
    {
        CostChecks.Check(query);
        return Ordered(query.By, tables.Data.Costs.Values.Where(kept => Matches(kept, query))
                .GroupBy(kept => (Key: Key(kept, query.By), kept.Cost.Cost.Currency))
                .Select(group => new CostSum(group.Key.Key, group.Key.Currency, group.Sum(kept => (decimal)kept.Cost.Cost.Billionths) / Cost.BillionthsOfOne, group.Count())))
            .Take(query.Limit).ToList();
    }

    public int Prune(TimeSpan keep, int limit)
    {
        var before = tables.Now - keep;
        var old = tables.Data.Costs.Where(cost => cost.Value.At < before).OrderBy(cost => cost.Value.At).Take(limit).Select(cost => cost.Key).ToList();
        if (retainsByDay)
        {
            var months = tables.Data.Costs.GroupBy(cost => CostChecks.Month(cost.Value.Cost.ClaimedAt));
            old = months.Where(month => month.Key.AddMonths(1) <= CostChecks.Day(before) && month.All(cost => CostChecks.Day(cost.Value.At) < CostChecks.Day(before)))
                .SelectMany(month => month.Select(cost => cost.Key)).ToList();
        }

        tables.Data.Costs = tables.Data.Costs.RemoveRange(old);
        return old.Count;
    }

    private static bool Matches(KeptCost kept, CostQuery query) =>
        (query.Tenant is null || kept.Cost.Tenant == query.Tenant) && (query.Since is null || kept.At >= query.Since)
        && (query.Until is null || kept.At < query.Until) && (query.Currency is null || kept.Cost.Cost.Currency == query.Currency)
        && query.Runs?.Contains(kept.Cost.RootId) != false && (query.Job is null || kept.Cost.Attempt.JobId == query.Job);

    private static string Key(KeptCost kept, CostGrouping by) => by switch
    {
        CostGrouping.Tenant => kept.Cost.Tenant,
        CostGrouping.Component => kept.Cost.Cost.Component,
        CostGrouping.Kind => kept.Cost.Kind,
        CostGrouping.Run => Text(kept.Cost.RootId),
        CostGrouping.Day => CostChecks.Day(kept.At).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        CostGrouping.Job => Text(kept.Cost.Attempt.JobId),
        CostGrouping.Attempt => Text(kept.Cost.AttemptNumber),
        _ => "",
    };

    private static IEnumerable<CostSum> Ordered(CostGrouping by, IEnumerable<CostSum> sums) => by switch
    {
        CostGrouping.Run or CostGrouping.Job or CostGrouping.Attempt => sums.OrderByDescending(sum => long.Parse(sum.Key, CultureInfo.InvariantCulture)).ThenBy(sum => sum.Currency, StringComparer.Ordinal),
        CostGrouping.Day => sums.OrderByDescending(sum => sum.Key, StringComparer.Ordinal).ThenBy(sum => sum.Currency, StringComparer.Ordinal),
        _ => sums.OrderBy(sum => sum.Key, StringComparer.Ordinal).ThenBy(sum => sum.Currency, StringComparer.Ordinal),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
