using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of the file's <c>artifacts</c>.</summary>
internal sealed class ArtifactKeys : Keys
{
    public YamlText? Store { get; set; }

    public long? MaxRun { get; set; }

    public long? MaxTenant { get; set; }
}

/// <summary>Reads the file's <c>artifacts</c>: an address, or a mapping with one and bounds.</summary>
internal static class ArtifactTable
{
    private const string Example = "s3://bucket/prefix?region=eu-central-1";

    public static Table<ArtifactKeys> Table { get; } = new("`artifacts`",
    [
        new("store", (artifacts, key) => artifacts.Store = Store(key, $"an address such as {Example}")),
        new("max_run", (artifacts, key) => artifacts.MaxRun = key.Size()),
        new("max_tenant", (artifacts, key) => artifacts.MaxTenant = key.Size()),
    ]);

    public static ArtifactKeys Read(Setting key) => key.Node is YamlMap { Entries.Count: > 0 }
        ? Table.Read(key.Key, key.Node, key.Problems)
        : new ArtifactKeys { Store = Store(key, $"an address such as {Example}, or a mapping such as {{ max_run: 5GB, max_tenant: 50GB }}") };

    /// <summary>Whoever writes keys into it should not read them in a message.</summary>
    private static YamlText? Store(Setting key, string must)
    {
        if (key.Node is YamlText { IsNull: false, Value: not "" } text && !text.Value.Any(char.IsControl))
        {
            return text;
        }

        key.Problems.Add(key.Node.Place, $"`{key.Key.Value}` must be {must}");
        return null;
    }
}
