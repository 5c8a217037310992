using System.Globalization;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Which weights and budgets tenants have.</summary>
internal sealed class TenantRules(IStoreRows rows)
{
    /// <summary>Makes the tenants that a project declares those of the list; answers with how many changed.</summary>
    public int Declare(string project, IReadOnlyList<TenantDefinition> tenants)
    {
        TenantChecks.Check(tenants);
        var known = rows.Tenants.All();
        var byName = known.ToDictionary(tenant => tenant.Name, StringComparer.Ordinal);
        var changed = tenants.Select(tenant => Declared(byName.GetValueOrDefault(tenant.Name), project, tenant))
            .Where(tenant => tenant != byName.GetValueOrDefault(tenant.Name)).ToList();
        changed.ForEach(rows.Tenants.Put);
        var names = tenants.Select(tenant => tenant.Name).ToHashSet(StringComparer.Ordinal);
        var gone = known.Where(tenant => tenant.Project == project && !names.Contains(tenant.Name)).Select(Dropped).ToList();
        gone.ForEach(Keep);
        new BudgetRules(rows).Assess([.. changed.Concat(gone).Where(tenant => tenant.Budget != byName.GetValueOrDefault(tenant.Name)?.Budget)]);
        return changed.Count + gone.Count;
    }

    public ControlReply SetWeight(TenantDefinition tenant, string actor)
    {
        if (TenantChecks.Complaint(tenant) is { } complaint)
        {
            return ControlReplies.Refused(complaint);
        }

        var known = rows.Tenants.All().FirstOrDefault(other => other.Name == tenant.Name);
        if ((known?.Weight ?? 1) == tenant.Weight)
        {
            return ControlReplies.HasWeight(tenant);
        }

        rows.Tenants.Put((known ?? new KeptTenant(tenant.Name, 1, null, null)) with { Weight = tenant.Weight });
        rows.Audit.Add(actor, "TENANT_SET", $"tenant {tenant.Name}", string.Create(CultureInfo.InvariantCulture, $"weight {tenant.Weight}"));
        return ControlReplies.Done;
    }

    /// <summary>The tenant by a declaration: what the project said before already stays as it is by now.</summary>
    private static KeptTenant Declared(KeptTenant? known, string project, TenantDefinition tenant)
    {
        var isOurs = known?.Project == project;
        var keepsBudget = known is not null && known.DeclaredBudget == tenant.Budget && (isOurs || tenant.Budget is null);
        var budget = keepsBudget ? known!.Budget : tenant.Budget;
        return new KeptTenant(tenant.Name, isOurs && known!.Declared == tenant.Weight ? known.Weight : tenant.Weight, project, tenant.Weight)
        {
            Budget = budget,
            DeclaredBudget = tenant.Budget,
            LiftedOn = known?.Budget == budget ? known?.LiftedOn : null,
        };
    }

    /// <summary>The tenant without what was declared.</summary>
    private static KeptTenant Dropped(KeptTenant tenant) => new(tenant.Name, tenant.Weight == tenant.Declared ? 1 : tenant.Weight, null, null)
    {
        Budget = tenant.Budget == tenant.DeclaredBudget ? null : tenant.Budget,
    };

    private void Keep(KeptTenant tenant)
    {
        if (tenant is { Weight: 1, Budget: null })
        {
            rows.Tenants.Remove(tenant.Name);
        }
        else
        {
            rows.Tenants.Put(tenant);
        }
    }
}
