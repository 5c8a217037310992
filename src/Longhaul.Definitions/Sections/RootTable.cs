using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of the file.</summary>
internal sealed class RootKeys : Keys
{
    public YamlText? Name { get; set; }

    public YamlText? Store { get; set; }

    public ArtifactKeys? Artifacts { get; set; }

    public List<KeyValuePair<YamlText, QueueKeys>> Queues { get; } = [];

    public List<KeyValuePair<YamlText, JobKeys>> Jobs { get; } = [];

    public List<KeyValuePair<YamlText, PipelineKeys>> Pipelines { get; } = [];

    public List<KeyValuePair<YamlText, ScheduleKeys>> Schedules { get; } = [];

    public List<KeyValuePair<YamlText, TenantKeys>> Tenants { get; } = [];

    public List<AlertKeys> Alerts { get; } = [];
}

/// <summary>Reads the file.</summary>
internal static class RootTable
{
    public static Table<RootKeys> Table { get; } = new("a definition",
    [
        new("name", (root, key) => root.Name = ProjectName(key)),
        new("store", (root, key) => root.Store = Store(key)),
        new("artifacts", (root, key) => root.Artifacts = ArtifactTable.Read(key)),
        new("queues", (root, key) => ReadAll(root.Queues, key, "a mapping of names to queues", QueueTable.Table)),
        new("jobs", (root, key) => ReadAll(root.Jobs, key, "a mapping of names to jobs", JobTable.Table)),
        new("pipelines", (root, key) => ReadAll(root.Pipelines, key, "a mapping of names to pipelines", PipelineTable.Table)),
        new("schedules", (root, key) => ReadAll(root.Schedules, key, "a mapping of names to schedules", ScheduleTable.Table)),
        new("tenants", ReadTenants),
        new("alerts", ReadAlerts),
    ]);

    private static void ReadAll<T>(List<KeyValuePair<YamlText, T>> all, Setting key, string must, Table<T> table) where T : Keys, new()
    {
        foreach (var (name, value) in key.Named(must, Names.IsKind, Names.KindRule))
        {
            all.Add(new(name, table.Read(name, value, key.Problems)));
        }
    }

    // A tenant is named by whoever enqueues, and so by any text.
    private static void ReadTenants(RootKeys root, Setting key)
    {
        foreach (var (name, value) in key.Named("a mapping of names to tenants", Names.IsTenant, Names.TenantRule))
        {
            root.Tenants.Add(new(name, TenantTable.Table.Read(name, value, key.Problems)));
        }
    }

    private static void ReadAlerts(RootKeys root, Setting key)
    {
        if (key.Node is not YamlList list)
        {
            _ = key.Node.IsNull ? null : key.Wrong<object>("a list such as [{ when: [job_failed], webhook: \"${DISCORD_WEBHOOK_URL}\", format: discord }]");
            return;
        }

        root.Alerts.AddRange(list.Items.Select(item => AlertTable.Table.Read(new YamlText(item.Place, "alerts", Plain: true), item, key.Problems)));
    }

    private static YamlText? ProjectName(Setting key)
    {
        var name = key.Text();
        return name is null || Names.IsKind(name.Value) ? name : key.Wrong<YamlText>(Names.KindRule);
    }

    /// <summary>Its value may hold a password, so no message may show it.</summary>
    private static YamlText? Store(Setting key)
    {
        if (key.Node is YamlText { IsNull: false, Value: not "" } text && !text.Value.Any(char.IsControl))
        {
            return text;
        }

        key.Problems.Add(key.Node.Place, "`store` must be an address such as sqlite:data/longhaul.db or ${DATABASE_URL:-sqlite:data/longhaul.db}");
        return null;
    }
}
