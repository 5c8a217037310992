using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of <c>retry</c>.</summary>
internal sealed class RetryKeys : Keys
{
    public RetryPolicy Policy { get; set; } = RetryPolicy.ForCommands;
}

/// <summary>Reads <c>retry</c>.</summary>
internal static class RetryTable
{
    public static Table<RetryKeys> Table { get; } = new("`retry`",
    [
        new("attempts", (retry, key) => retry.Policy = retry.Policy with { Attempts = key.Whole(1, 1_000) ?? 1 }),
        new("backoff", (retry, key) => retry.Policy = retry.Policy with
        {
            Shape = key.Choice(
                ("exponential", BackoffShape.Exponential), ("linear", BackoffShape.Linear), ("constant", BackoffShape.Constant)) ?? default,
        }),
        new("base", (retry, key) => retry.Policy = retry.Policy with { Base = key.Duration() ?? retry.Policy.Base }),
        new("factor", (retry, key) => retry.Policy = retry.Policy with { Factor = key.Number(1, 10) ?? retry.Policy.Factor }),
        new("max", (retry, key) => retry.Policy = retry.Policy with { Max = key.Duration() ?? retry.Policy.Max }),
        new("transient", (retry, key) => retry.Policy = retry.Policy with
        {
            Transient = Words(key),
        }),
    ]);

    public static RetryPolicy? Read(Setting key)
    {
        var keys = Table.Read(key.Key, key.Node, key.Problems);
        if (keys.Policy.Base > keys.Policy.Max && keys.Seen.Contains("base"))
        {
            key.Problems.Add(keys.Place,
                $"`retry` has a `base` of {keys.Policy.Base.TotalSeconds} s, which is longer than its `max` of {keys.Policy.Max.TotalSeconds} s");
        }

        if (keys.Seen.Contains("factor") && keys.Policy.Shape != BackoffShape.Exponential)
        {
            key.Problems.Add(keys.Place, "`factor` belongs to `backoff: exponential` only");
        }

        return keys.Policy;
    }

    private static string[] Words(Setting key)
    {
        var words = key.Names("[ECONNRESET, \"HTTP 503\"]", word => word.Trim().Length > 0, "words to look for in the standard error");
        return [.. (words ?? []).Select(word => word.Value)];
    }
}
