using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a queue.</summary>
internal sealed class QueueKeys : Keys
{
    public int? Concurrency { get; set; }

    public int? Aging { get; set; }
}

/// <summary>Reads a queue.</summary>
internal static class QueueTable
{
    public static Table<QueueKeys> Table { get; } = new("a queue",
    [
        new("concurrency", (queue, key) => queue.Concurrency = key.Whole(1, 10_000)),
        new("aging", (queue, key) => queue.Aging = key.Node is YamlText { Value: "off" } ? 0 : key.WholeOr("off", 1, 10_000)),
        Key<QueueKeys>.Later("limit"),
        Key<QueueKeys>.Later("rate"),
    ]);
}
