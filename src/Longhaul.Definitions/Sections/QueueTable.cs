using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a queue.</summary>
internal sealed class QueueKeys : Keys
{
    public int? Concurrency { get; set; }

    public int? Limit { get; set; }

    public Rate? Rate { get; set; }

    public int? Aging { get; set; }
}

/// <summary>Reads a queue.</summary>
internal static class QueueTable
{
    public static Table<QueueKeys> Table { get; } = new("a queue",
    [
        new("concurrency", (queue, key) => queue.Concurrency = key.Whole(1, 10_000)),
        new("limit", (queue, key) => queue.Limit = key.Whole(1, QueueLimit.MostRunning)),
        new("rate", (queue, key) => queue.Rate = key.Rate()),
        new("aging", (queue, key) => queue.Aging = key.Node is YamlText { Value: "off" } ? 0 : key.WholeOr("off", 1, 10_000)),
    ]);
}
