using System.Globalization;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Tenants, their weights and budgets.</summary>
internal sealed class MemoryTenants(MemoryTables tables, MemoryBudgets budgets)
{
    public void Declare(string project, IReadOnlyList<TenantDefinition> tenants)
    {
        TenantChecks.Check(tenants);
        var before = tables.Data.Tenants;
        foreach (var known in before.Values.Where(known => known.Project == project && tenants.All(tenant => tenant.Name != known.Name)))
        {
            var weight = known.Weight == known.Declared ? 1 : known.Weight;
            var budget = known.Budget == known.DeclaredBudget ? null : known.Budget;
            tables.Data.Tenants = weight == 1 && budget is null
                ? tables.Data.Tenants.Remove(known.Name)
                : tables.Data.Tenants.SetItem(known.Name, new KeptTenant(known.Name, weight, null, null) { Budget = budget });
        }

        foreach (var tenant in tenants)
        {
            tables.Data.Tenants = tables.Data.Tenants.SetItem(tenant.Name, Declared(before.GetValueOrDefault(tenant.Name), project, tenant));
        }

        foreach (var name in tenants.Select(tenant => tenant.Name).Concat(before.Keys.Except(tenants.Select(tenant => tenant.Name)))
            .Where(name => before.GetValueOrDefault(name)?.Budget != tables.Data.Tenants.GetValueOrDefault(name)?.Budget))
        {
            budgets.Assess(name);
        }
    }

    private static KeptTenant Declared(KeptTenant? known, string project, TenantDefinition tenant)
    {
        var declared = new KeptTenant(tenant.Name, tenant.Weight, project, tenant.Weight) { Budget = tenant.Budget, DeclaredBudget = tenant.Budget };
        if (known is null)
        {
            return declared;
        }

        if (known.Project == project && known.Declared == tenant.Weight)
        {
            declared = declared with { Weight = known.Weight };
        }

        if (known.DeclaredBudget == tenant.Budget && (known.Project == project || tenant.Budget is null))
        {
            declared = declared with { Budget = known.Budget };
        }

        return known.Budget == declared.Budget ? declared with { LiftedOn = known.LiftedOn } : declared;
    }

    public ControlReply SetWeight(TenantDefinition tenant, string actor)
    {
        if (TenantChecks.Complaint(tenant) is { } complaint)
        {
            return ControlReplies.Refused(complaint);
        }

        var known = tables.Data.Tenants.GetValueOrDefault(tenant.Name, new KeptTenant(tenant.Name, 1, null, null));
        if (known.Weight == tenant.Weight)
        {
            return ControlReplies.HasWeight(tenant);
        }

        tables.Data.Tenants = tables.Data.Tenants.SetItem(tenant.Name, known with { Weight = tenant.Weight });
        tables.AddAudit(actor, "TENANT_SET", $"tenant {tenant.Name}", "weight " + tenant.Weight.ToString(CultureInfo.InvariantCulture));
        return ControlReplies.Done;
    }

    public IReadOnlyList<TenantRecord> List()
    {
        var open = tables.Data.Open.Values.Where(job => !job.IsContainer && !job.State.IsOver()).ToLookup(job => job.Tenant);
        return open.Select(tenant => tenant.Key).Union(tables.Data.Tenants.Keys).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Known: tables.Data.Tenants.GetValueOrDefault(name)))
            .Select(tenant => new TenantRecord(
                tenant.Name,
                tenant.Known?.Weight ?? 1,
                tenant.Known?.Project,
                open[tenant.Name].Count(job => job.State is JobState.Blocked or JobState.Scheduled or JobState.Ready),
                open[tenant.Name].Count(job => job.State == JobState.Running)) { Budget = tenant.Known?.Budget })
            .ToList();
    }
}
