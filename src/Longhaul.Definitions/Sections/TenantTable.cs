using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a tenant.</summary>
internal sealed class TenantKeys : Keys
{
    public double? Weight { get; set; }

    public Budget? Budget { get; set; }

    public string? Settings { get; set; }

    public IReadOnlyList<YamlText>? Secrets { get; set; }

    public TenantDefinition ToTenant(string name) => new() { Name = name, Weight = Weight ?? 1, Budget = Budget, Settings = Settings, Secrets = [.. (Secrets ?? []).Select(secret => secret.Value)] };
}

/// <summary>Reads a tenant.</summary>
internal static class TenantTable
{
    // A run carries them.
    private const int MostSettings = 65_536;

    public static Table<TenantKeys> Table { get; } = new("a tenant",
    [
        new("weight", (tenant, key) => tenant.Weight = key.Number(TenantDefinition.MinWeight, TenantDefinition.MaxWeight)),
        new("settings", (tenant, key) => tenant.Settings = Settings(key)),
        new("budget", (tenant, key) => tenant.Budget = key.Budget()),
        new("secrets", (tenant, key) => tenant.Secrets = key.Names("[YOUTUBE_TOKEN]", Names.IsVariable, Names.VariableRule)),
    ]);

    private static string? Settings(Setting key)
    {
        if (key.Named("a mapping of names to values", Names.IsPart, Names.PartRule).ToList().Count == 0)
        {
            return null;
        }

        var json = YamlJson.Of(key.Node);
        return json.Length <= MostSettings ? json : key.Wrong<string>($"at most {MostSettings} characters as JSON", $"; these are {json.Length}");
    }
}
