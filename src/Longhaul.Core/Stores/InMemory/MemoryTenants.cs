using System.Globalization;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>Tenants and their weights.</summary>
internal sealed class MemoryTenants(MemoryTables tables)
{
    public void Declare(string project, IReadOnlyList<TenantDefinition> tenants)
    {
        TenantChecks.Check(tenants);
        foreach (var known in tables.Data.Tenants.Values.Where(known => known.Project == project && tenants.All(tenant => tenant.Name != known.Name)))
        {
            tables.Data.Tenants = known.Weight == known.Declared
                ? tables.Data.Tenants.Remove(known.Name)
                : tables.Data.Tenants.SetItem(known.Name, known with { Project = null, Declared = null });
        }

        foreach (var tenant in tenants)
        {
            var declared = new TenantWeight(tenant.Name, tenant.Weight, project, tenant.Weight);
            var known = tables.Data.Tenants.GetValueOrDefault(tenant.Name, declared);
            var isNews = known.Project != project || known.Declared != tenant.Weight;
            tables.Data.Tenants = tables.Data.Tenants.SetItem(tenant.Name, isNews ? declared : known);
        }
    }

    public ControlReply SetWeight(TenantDefinition tenant, string actor)
    {
        if (TenantChecks.Complaint(tenant) is { } complaint)
        {
            return ControlReplies.Refused(complaint);
        }

        var known = tables.Data.Tenants.GetValueOrDefault(tenant.Name, new TenantWeight(tenant.Name, 1, null, null));
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
                open[tenant.Name].Count(job => job.State == JobState.Running)))
            .ToList();
    }
}
