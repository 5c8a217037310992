using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a step.</summary>
internal sealed class StepKeys : JobKeys
{
    public IReadOnlyList<YamlText> Needs { get; set; } = [];

    public YamlText? Job { get; set; }

    public YamlMap? With { get; set; }
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
        Key<StepKeys>.Later("foreach"),
        Key<StepKeys>.Later("parallel"),
        Key<StepKeys>.Later("when"),
        Key<StepKeys>.Later("on_failure"),
        Key<StepKeys>.Later("review"),
    ]);
}
