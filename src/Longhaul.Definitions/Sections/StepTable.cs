using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a step.</summary>
internal sealed class StepKeys : JobKeys
{
    public IReadOnlyList<YamlText> Needs { get; set; } = [];

    public YamlText? Job { get; set; }

    public YamlText? Pipeline { get; set; }

    public YamlMap? With { get; set; }

    public YamlNode? ForEach { get; set; }

    public int? Parallel { get; set; }

    public YamlText? When { get; set; }

    public YamlText? OnFailure { get; set; }

    public ReviewKeys? Review { get; set; }
}

/// <summary>Reads a step.</summary>
internal static class StepTable
{
    public static Table<StepKeys> Table { get; } = new("a step",
    [
        .. JobTable.Keys.Select(key => key.For<StepKeys>()),
        new("needs", (step, key) => step.Needs = key.Names("[script]", name => name.Length > 0, "it is empty") ?? []),
        new("job", (step, key) => step.Job = key.Text()),
        new("with", (step, key) => step.With = key.Node as YamlMap ?? key.Wrong<YamlMap>("a mapping of names to values")),
        new("pipeline", (step, key) => step.Pipeline = key.Text()),
        new("foreach", (step, key) => step.ForEach = ForEach(key)),
        new("parallel", (step, key) => step.Parallel = key.Whole(1, 10_000)),
        new("when", (step, key) => step.When = key.Text()),
        new("on_failure", (step, key) => step.OnFailure = key.Text()),
        new("review", (step, key) => step.Review = ReviewTable.Read(key)),
    ]);

    private static YamlNode? ForEach(Setting key) => key.Node switch
    {
        YamlList => key.Node,
        YamlText { IsNull: false } text when text.Value.Contains("{{", StringComparison.Ordinal) => text,
        _ => key.Wrong<YamlNode>("a list, or a template of one, such as \"{{ steps.script.outputs.scenes }}\""),
    };
}
