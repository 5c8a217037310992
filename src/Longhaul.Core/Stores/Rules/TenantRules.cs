using System.Globalization;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Which weights tenants have.</summary>
internal sealed class TenantRules(IStoreRows rows)
{
    /// <summary>Makes the tenants that a project declares those of the list; answers with how many changed.</summary>
    public int Declare(string project, IReadOnlyList<TenantDefinition> tenants)
    {
        TenantChecks.Check(tenants);
        var known = rows.Tenants.All();
        var byName = known.ToDictionary(tenant => tenant.Name, StringComparer.Ordinal);
        var changed = tenants.Where(tenant => !IsDeclared(byName.GetValueOrDefault(tenant.Name), project, tenant)).ToList();
        changed.ForEach(tenant => rows.Tenants.Put(new TenantWeight(tenant.Name, tenant.Weight, project, tenant.Weight)));
        var names = tenants.Select(tenant => tenant.Name).ToHashSet(StringComparer.Ordinal);
        var gone = known.Where(tenant => tenant.Project == project && !names.Contains(tenant.Name)).ToList();
        gone.ForEach(Drop);
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

        rows.Tenants.Put((known ?? new TenantWeight(tenant.Name, 1, null, null)) with { Weight = tenant.Weight });
        rows.Audit.Add(actor, "TENANT_SET", $"tenant {tenant.Name}", string.Create(CultureInfo.InvariantCulture, $"weight {tenant.Weight}"));
        return ControlReplies.Done;
    }

    private static bool IsDeclared(TenantWeight? known, string project, TenantDefinition tenant) =>
        known?.Project == project && known.Declared == tenant.Weight;

    private void Drop(TenantWeight tenant)
    {
        if (tenant.Weight == tenant.Declared)
        {
            rows.Tenants.Remove(tenant.Name);
        }
        else
        {
            rows.Tenants.Put(tenant with { Project = null, Declared = null });
        }
    }
}
