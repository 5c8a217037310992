using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Stores;

/// <summary>What is wrong with tenants before any store looks at its contents; the same for every store.</summary>
internal static class TenantChecks
{
    /// <summary>Refuses tenants that cannot be declared.</summary>
    /// <exception cref="RefusedException">Says which tenant and value.</exception>
    public static void Check(IReadOnlyList<TenantDefinition> tenants)
    {
        if (tenants.Count > IJobStore.MaxBatch)
        {
            throw new RefusedException($"{tenants.Count} tenants in one project; at most {IJobStore.MaxBatch} are taken");
        }

        foreach (var tenant in tenants)
        {
            if (Complaint(tenant) is { } complaint)
            {
                throw new RefusedException(complaint);
            }
        }

        if (tenants.GroupBy(tenant => tenant.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new RefusedException($"there are two tenants `{Shown.Short(twice.Key)}`");
        }
    }

    /// <summary>What is wrong with a tenant; null where nothing is.</summary>
    public static string? Complaint(TenantDefinition tenant)
    {
        if (tenant.Name.Length is < 1 or > TenantDefinition.MaxName)
        {
            return $"a tenant's name has 1 to {TenantDefinition.MaxName} characters, this one {tenant.Name.Length}";
        }

        if (tenant.Budget is { } budget && Budget.Complaint(budget) is { } wrong)
        {
            return $"the budget of tenant `{Shown.Short(tenant.Name)}`: {wrong}";
        }

        return tenant.Weight is >= TenantDefinition.MinWeight and <= TenantDefinition.MaxWeight ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"tenant `{Shown.Short(tenant.Name)}` has weight {tenant.Weight}; a weight is {TenantDefinition.MinWeight} to {TenantDefinition.MaxWeight}");
    }
}
