using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a job's <c>concurrency</c>.</summary>
internal sealed class ConcurrencyKeys : Keys
{
    /// <summary>A template; null for one limit over all jobs of the kind.</summary>
    public YamlText? Key { get; set; }

    public int Limit { get; set; } = 1;

    public AtLimit AtLimit { get; set; }
}

/// <summary>Reads a job's <c>concurrency</c>.</summary>
internal static class ConcurrencyTable
{
    public static Table<ConcurrencyKeys> Table { get; } = new("`concurrency`",
    [
        new("key", (concurrency, key) => concurrency.Key = key.Text()),
        new("limit", (concurrency, key) => concurrency.Limit = key.Whole(1, 10_000) ?? 1),
        new("at_limit", (concurrency, key) => concurrency.AtLimit = key.Choice(
            ("wait", AtLimit.Wait), ("drop", AtLimit.Drop), ("replace", AtLimit.Replace), ("cancel_running", AtLimit.CancelRunning)) ?? default),
    ]);

    public static ConcurrencyKeys? Read(Setting key)
    {
        var example = "{ key: \"{{ input.environment }}\", limit: 1 }";
        return key.Node is YamlMap { Entries.Count: > 0 }
            ? Table.Read(key.Key, key.Node, key.Problems)
            : key.Wrong<ConcurrencyKeys>($"a mapping such as {example}");
    }
}
