using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of <c>unique</c>.</summary>
internal sealed class UniqueKeys : Keys
{
    public UniqueBy? By { get; set; }

    /// <summary>A template.</summary>
    public YamlText? Key { get; set; }

    public UniqueScope? While { get; set; }

    public TimeSpan? Period { get; set; }

    public UniqueConflict OnConflict { get; set; }

    public TimeSpan? Delay { get; set; }

    public UniqueRule ToRule() => new()
    {
        By = By ?? (Key is null ? UniqueBy.Kind : UniqueBy.Key),
        KeyTemplate = Key?.Value,
        Scope = Period is null ? While ?? UniqueScope.Unfinished : UniqueScope.Period,
        Period = Period ?? default,
        OnConflict = OnConflict,
        Delay = Delay,
    };
}

/// <summary>Reads <c>unique</c>.</summary>
internal static class UniqueTable
{
    public static Table<UniqueKeys> Table { get; } = new("`unique`",
    [
        new("by", (unique, key) => unique.By = key.Choice(("kind", UniqueBy.Kind), ("key", UniqueBy.Key), ("input", UniqueBy.Input))),
        new("key", (unique, key) => unique.Key = key.Text()),
        new("while", (unique, key) => unique.While = key.Choice(("waiting", UniqueScope.Waiting), ("unfinished", UniqueScope.Unfinished))),
        new("period", (unique, key) => unique.Period = key.Duration()),
        new("on_conflict", (unique, key) => unique.OnConflict = key.Choice(
            ("skip", UniqueConflict.Skip), ("replace", UniqueConflict.Replace), ("extend", UniqueConflict.Extend)) ?? default),
        new("delay", (unique, key) => unique.Delay = key.Duration()),
    ]);

    public static UniqueKeys? Read(Setting key)
    {
        var example = "{ by: key, key: \"{{ input.environment }}\", while: unfinished }";
        if (key.Node is not YamlMap { Entries.Count: > 0 })
        {
            return key.Wrong<UniqueKeys>($"a mapping such as {example}");
        }

        var unique = Table.Read(key.Key, key.Node, key.Problems);
        foreach (var wrong in WhatIsWrong(unique))
        {
            key.Problems.Add(unique.Place, wrong);
        }

        return unique;
    }

    /// <summary>For a pipeline: a run, once it is there, cannot become another one.</summary>
    public static UniqueKeys? ReadOfRun(Setting key)
    {
        var unique = Read(key);
        if (unique is not null && (unique.OnConflict != UniqueConflict.Skip || unique.Seen.Contains("delay")))
        {
            key.Problems.Add(unique.Place, "the `unique` of a pipeline can only skip a new run; take out `on_conflict` and `delay`");
        }

        return unique;
    }

    private static IEnumerable<string> WhatIsWrong(UniqueKeys unique)
    {
        if (unique.By == UniqueBy.Key && !unique.Seen.Contains("key"))
        {
            yield return "`unique` is `by: key` and has no `key`; add one such as \"{{ input.environment }}\"";
        }

        if (unique.Seen.Contains("key") && unique.By is UniqueBy.Kind or UniqueBy.Input)
        {
            yield return "`unique` has a `key`, which belongs to `by: key` only";
        }

        if (unique.Seen.IsSupersetOf(["while", "period"]))
        {
            yield return "`unique` has both `while` and `period`; keep one";
        }

        if (unique.Seen.Contains("delay") && unique.OnConflict == UniqueConflict.Skip)
        {
            yield return "the `delay` of `unique` belongs to `on_conflict: replace` and `on_conflict: extend` only";
        }
    }
}
