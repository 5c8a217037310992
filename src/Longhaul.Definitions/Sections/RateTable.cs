using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a job's <c>rate</c>.</summary>
internal sealed class RateKeys : Keys
{
    /// <summary>A template; null for one rate over all jobs of the kind.</summary>
    public YamlText? Key { get; set; }

    public Rate? Limit { get; set; }
}

/// <summary>Reads a job's <c>rate</c>.</summary>
internal static class RateTable
{
    private const string Example = "{ key: \"{{ input.host }}\", limit: 10/min }";

    public static Table<RateKeys> Table { get; } = new("`rate`",
    [
        new("key", (rate, key) => rate.Key = key.Text()),
        new("limit", (rate, key) => rate.Limit = Limit(key)),
    ]);

    public static RateKeys? Read(Setting key)
    {
        if (key.Node is not YamlMap { Entries.Count: > 0 })
        {
            return key.Wrong<RateKeys>($"a mapping such as {Example}");
        }

        var rate = Table.Read(key.Key, key.Node, key.Problems);
        if (!rate.Seen.Contains("limit"))
        {
            key.Problems.Add(rate.Place, $"`rate` has no `limit`; add one, as in {Example}");
        }

        return rate;
    }

    private static Rate? Limit(Setting key)
    {
        var rate = key.Node is YamlText text ? Rate.Parse(text.Value) : null;
        if (rate is null)
        {
            key.Wrong<YamlText>("a rate such as 5/s, 10/min, 100/h or 30/10m, of 1 to 10000 starts within 100ms to 31d");
        }

        return rate;
    }
}
