using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Budgets of tenants, and the pauses that come of them.</summary>
internal sealed class MemoryBudgets(MemoryTables tables, MemoryLife life)
{
    private DateOnly Today => CostChecks.Day(tables.Now);

    public ControlReply Set(string name, Budget? budget, string actor)
    {
        if (CostChecks.WhyNotBudget(name, budget) is { } refusal)
        {
            return refusal;
        }

        var known = tables.Data.Tenants.GetValueOrDefault(name, new KeptTenant(name, 1, null, null));
        if (known.Budget == budget)
        {
            return ControlReplies.HasBudget(name, budget);
        }

        tables.Data.Tenants = tables.Data.Tenants.SetItem(name, known with { Budget = budget, LiftedOn = null });
        tables.AddAudit(actor, "TENANT_SET", $"tenant {name}", $"budget {budget?.ToString() ?? "none"}");
        Assess(name);
        return ControlReplies.Done;
    }

    public ControlReply Lift(string name, string actor)
    {
        if (!tables.Data.AtBudget.ContainsKey(name))
        {
            return ControlReplies.NotAtBudget(name);
        }

        tables.Data.AtBudget = tables.Data.AtBudget.Remove(name);
        tables.Data.Tenants = tables.Data.Tenants.SetItem(name, tables.Data.Tenants[name] with { LiftedOn = Today });
        tables.AddAudit(actor, "BUDGET_LIFTED", $"tenant {name}", $"for {Today:yyyy-MM-dd}");
        new MemoryPausedPlaces(tables, life).GoOn(name);
        return ControlReplies.Done;
    }

    /// <summary>Pauses or lets go on; answers where the budget was reached just now.</summary>
    public BudgetReached? Assess(string name)
    {
        var tenant = tables.Data.Tenants.GetValueOrDefault(name);
        var spent = tables.Data.Costs.Values
            .Where(kept => kept.Cost.Tenant == name && kept.Cost.Cost.Currency == tenant?.Budget?.Currency && CostChecks.Day(kept.At) == Today)
            .Sum(kept => (decimal)kept.Cost.Cost.Billionths) / Cost.BillionthsOfOne;
        if (tenant?.Budget is not { } budget || spent < budget.Amount || tenant.LiftedOn == Today)
        {
            if (tables.Data.AtBudget.ContainsKey(name))
            {
                tables.Data.AtBudget = tables.Data.AtBudget.Remove(name);
                new MemoryPausedPlaces(tables, life).GoOn(name);
            }

            return null;
        }

        var pause = CostChecks.Pause(name, budget, tables.Now);
        if (tables.Data.AtBudget.TryGetValue(name, out var known) && known with { Since = pause.Since } == pause)
        {
            return null;
        }

        tables.Data.AtBudget = tables.Data.AtBudget.SetItem(name, pause);
        var reached = new BudgetReached(name, budget, spent, pause.Until!.Value);
        var entry = CostChecks.Entry(reached);
        tables.AddAudit(entry.Actor, entry.Action, entry.Subject, entry.Detail);
        tables.Note(AlertChecks.Of(reached));
        return reached;
    }

    /// <summary>Ends the pauses of tenants whose time has come, and lets these go on.</summary>
    /// <returns>How many jobs were handed places.</returns>
    public int EndDue()
    {
        var ended = tables.Data.AtBudget.Where(pause => pause.Value.Until <= tables.Now).Select(pause => pause.Key).Order(StringComparer.Ordinal).ToList();
        tables.Data.AtBudget = tables.Data.AtBudget.RemoveRange(ended);
        return ended.Sum(new MemoryPausedPlaces(tables, life).GoOn);
    }

    /// <summary>When the next pause ends.</summary>
    public DateTimeOffset? NextEnd => tables.Data.AtBudget.Values.Min(pause => pause.Until);
}
