using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a pipeline.</summary>
internal sealed class PipelineKeys : Keys
{
    public List<KeyValuePair<YamlText, InputKeys>> Input { get; } = [];

    public YamlText? Tenant { get; set; }

    public UniqueKeys? Unique { get; set; }

    public bool? Encrypted { get; set; }

    public List<KeyValuePair<YamlText, StepKeys>> Steps { get; } = [];
}

/// <summary>Reads a pipeline.</summary>
internal static class PipelineTable
{
    public static Table<PipelineKeys> Table { get; } = new("a pipeline",
    [
        new("input", (pipeline, key) => ReadInputs(pipeline, key)),
        new("tenant", (pipeline, key) => pipeline.Tenant = key.Text()),
        new("unique", (pipeline, key) => pipeline.Unique = UniqueTable.ReadOfRun(key)),
        new("encrypted", (pipeline, key) => pipeline.Encrypted = key.Flag()),
        new("steps", (pipeline, key) => ReadSteps(pipeline, key)),
    ]);

    private static void ReadInputs(PipelineKeys pipeline, Setting key)
    {
        foreach (var (name, value) in key.Named("a mapping of names to inputs", Names.IsPart, Names.PartRule))
        {
            pipeline.Input.Add(new(name, InputTable.Table.Read(name, value, key.Problems)));
        }
    }

    private static void ReadSteps(PipelineKeys pipeline, Setting key)
    {
        if (key.Node is not YamlMap { Entries.Count: > 0 })
        {
            key.Wrong<object>("a mapping of names to steps, at least one");
            return;
        }

        foreach (var (name, value) in key.Named("a mapping of names to steps", Names.IsPart, Names.PartRule))
        {
            pipeline.Steps.Add(new(name, StepTable.Table.Read(name, value, key.Problems)));
        }
    }
}
