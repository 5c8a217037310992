using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a tenant.</summary>
internal sealed class TenantKeys : Keys
{
    public double? Weight { get; set; }

    public IReadOnlyList<YamlText>? Secrets { get; set; }
}

/// <summary>Reads a tenant.</summary>
internal static class TenantTable
{
    public static Table<TenantKeys> Table { get; } = new("a tenant",
    [
        new("weight", (tenant, key) => tenant.Weight = key.Number(TenantDefinition.MinWeight, TenantDefinition.MaxWeight)),
        new("secrets", (tenant, key) => tenant.Secrets = key.Names("[YOUTUBE_TOKEN]", Names.IsVariable, Names.VariableRule)),
        Key<TenantKeys>.Later("settings"),
        Key<TenantKeys>.Later("budget"),
    ]);
}
