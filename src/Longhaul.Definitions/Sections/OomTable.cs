using Longhaul.Core.Jobs;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of <c>on_oom</c>.</summary>
internal sealed class OomKeys : Keys
{
    public OomRule Rule { get; set; } = new(Retry: true);
}

/// <summary>Reads <c>on_oom</c>: <c>fail</c>, <c>retry</c>, or <c>{ factor: 2, max: 4GB }</c>, which retries too.</summary>
internal static class OomTable
{
    public static Table<OomKeys> Table { get; } = new("`on_oom`",
    [
        new("factor", (oom, key) => oom.Rule = oom.Rule with { Factor = key.Number(1, 10) ?? oom.Rule.Factor }),
        new("max", (oom, key) => oom.Rule = oom.Rule with { MaxBytes = key.Size() }),
    ]);

    public static OomRule? Read(Setting key) => key.Node switch
    {
        YamlMap => Table.Read(key.Key, key.Node, key.Problems).Rule,
        YamlText { Value: "retry" } => new OomRule(Retry: true),
        YamlText { Value: "fail" } => new OomRule(Retry: false),
        _ => key.Wrong<OomRule>("one of retry, fail, or a mapping such as { factor: 2, max: 4GB }"),
    };
}
