using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>When a tenant is paused for its budget, and when it is let go on.</summary>
internal sealed class BudgetRules(IStoreRows rows)
{
    private DateOnly Today => CostChecks.Day(rows.Now);

    /// <summary>Gives a tenant a budget by hand.</summary>
    public ControlReply Set(string name, Budget? budget, string actor)
    {
        if (CostChecks.WhyNotBudget(name, budget) is { } refusal)
        {
            return refusal;
        }

        var known = rows.Tenants.All().FirstOrDefault(tenant => tenant.Name == name);
        if (known?.Budget == budget)
        {
            return ControlReplies.HasBudget(name, budget);
        }

        var tenant = (known ?? new KeptTenant(name, 1, null, null)) with { Budget = budget, LiftedOn = null };
        rows.Tenants.Put(tenant);
        rows.Audit.Add(actor, "TENANT_SET", $"tenant {name}", $"budget {budget?.ToString() ?? "none"}");
        rows.Costs.Lock([name]);
        Assess(tenant);
        return ControlReplies.Done;
    }

    /// <summary>Lets a tenant go on for the rest of the day.</summary>
    public ControlReply Lift(string name, string actor)
    {
        var known = rows.Tenants.All().FirstOrDefault(tenant => tenant.Name == name);
        if (!rows.Pauses.Remove(PauseTarget.Tenant(name), PauseCause.Budget))
        {
            return ControlReplies.NotAtBudget(name);
        }

        if (known is not null)
        {
            rows.Tenants.Put(known with { LiftedOn = Today });
        }

        rows.Audit.Add(actor, "BUDGET_LIFTED", $"tenant {name}", $"for {Today:yyyy-MM-dd}");
        new PausedPlaces(rows).GoOn(name);
        return ControlReplies.Done;
    }

    /// <summary>Looks at tenants whose budgets were changed.</summary>
    public void Assess(IReadOnlyList<KeptTenant> changed)
    {
        if (changed.Count > 0)
        {
            rows.Costs.Lock([.. changed.Select(tenant => tenant.Name)]);
            changed.ToList().ForEach(tenant => Assess(tenant));
        }
    }

    /// <summary>Pauses a tenant that has reached its budget, and lets one go on that has not; answers where the budget was reached just now.</summary>
    public BudgetReached? Assess(KeptTenant tenant)
    {
        var target = PauseTarget.Tenant(tenant.Name);
        var pause = rows.Pauses.Find(target, PauseCause.Budget);
        var spent = tenant.Budget is { } limit ? rows.Costs.Spent(tenant.Name, limit.Currency, Today) : 0;
        if (tenant.Budget is not { } budget || spent < budget.Amount || tenant.LiftedOn == Today)
        {
            if (pause is not null && rows.Pauses.Remove(target, PauseCause.Budget))
            {
                new PausedPlaces(rows).GoOn(tenant.Name);
            }

            return null;
        }

        var wanted = CostChecks.Pause(tenant.Name, budget, rows.Now);
        if (pause is not null && (pause.Until, pause.Reason) == (wanted.Until, wanted.Reason))
        {
            return null;
        }

        _ = pause is not null && rows.Pauses.Remove(target, PauseCause.Budget);
        rows.Pauses.Add(wanted);
        var reached = new BudgetReached(tenant.Name, budget, spent, wanted.Until!.Value);
        var entry = CostChecks.Entry(reached);
        rows.Audit.Add(entry.Actor, entry.Action, entry.Subject, entry.Detail);
        rows.Alerts.Note(AlertChecks.Of(reached));
        return reached;
    }
}
