using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;
using Operation = System.Func<Longhaul.Core.Stores.IJobStore, System.Threading.Tasks.Task<object?>>;

namespace Longhaul.Store.Conformance.Model;

/// <summary>What is spent, budgets small enough to be reached, and retention of both the ledger and the audit log.</summary>
internal static class ModelCosts
{
    /// <summary>Costs of tenants t0 to t3 and of nobody; now and then the same again, or one that is refused.</summary>
    public static Operation Spend(Step step, ManualClock clock)
    {
        var costs = Enumerable.Range(0, 1 + (step.C % 3)).Select(i => new NewCost(
            new AttemptRef(1 + (step.A % 5), new AttemptToken(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 1 + (step.B % 7))), 1 + ((step.C + i) % 9),
            new Cost(step.B % 2 == 0 ? "tts" : "llm", (step.A % 23 == 0 ? -1 : 1) * (0.1m + step.B + i), step.C % 4 == 0 ? "EUR" : "USD"))
        {
            RootId = 1 + (step.A % 3),
            Step = step.B % 3 == 0 ? "s" : null,
            Kind = "work",
            Tenant = step.A % 6 == 0 ? "" : "t" + (step.A % 4),
            AttemptNumber = 1 + (step.B % 3),
            ClaimedAt = clock.Now,
        }).ToList();
        return async store => await store.Costs.AddAsync(costs);
    }

    public static Operation Change(Step step, ManualClock clock)
    {
        var (name, budget) = ("t" + (step.B % 4), step.C % 5 == 0 ? null : new Budget(1 + (step.C * 3), step.B % 5 == 0 ? "EUR" : "USD"));
        return (step.A % 16) switch
        {
            0 => async store => await store.Costs.PruneAsync(TimeSpan.FromHours(step.B), 5),
            1 => async store => await store.Audit.PruneAsync(TimeSpan.FromHours(step.B), 1 + (step.C % 9)),
            2 => async store => await store.Tenants.LiftBudgetAsync(name, "hal"),
            3 => async store => await store.Tenants.DeclareAsync("shop", [new TenantDefinition { Name = name, Budget = budget, Weight = 3 }]).ContinueWith(_ => (object?)null),
            4 => PassHours(clock, step),
            _ => async store => await store.Tenants.SetBudgetAsync(name, budget, "hal"),
        };
    }

    /// <summary>So that days end; told once, for the model and the store alike.</summary>
    private static Operation PassHours(ManualClock clock, Step step)
    {
        clock.Advance(TimeSpan.FromHours(1 + (step.B % 12)));
        return async store => await store.Upkeep.PromoteDueAsync(100);
    }

    /// <summary>All that is in the ledger, by each grouping.</summary>
    public static async Task<IEnumerable<string>> DumpAsync(IJobStore store)
    {
        var lines = new List<string>();
        foreach (var by in Enum.GetValues<CostGrouping>())
        {
            lines.AddRange((await store.Costs.SumAsync(new CostQuery(by))).Select(sum => $"{by} {sum}"));
        }

        return lines;
    }
}
