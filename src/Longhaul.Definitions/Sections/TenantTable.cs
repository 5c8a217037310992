using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a tenant.</summary>
internal sealed class TenantKeys : Keys
{
    public double? Weight { get; set; }
}

/// <summary>Reads a tenant.</summary>
internal static class TenantTable
{
    public static Table<TenantKeys> Table { get; } = new("a tenant",
    [
        new("weight", (tenant, key) => tenant.Weight = key.Number(TenantDefinition.MinWeight, TenantDefinition.MaxWeight)),
        Key<TenantKeys>.Later("settings"),
        Key<TenantKeys>.Later("budget"),
        Key<TenantKeys>.Later("secrets"),
    ]);
}
