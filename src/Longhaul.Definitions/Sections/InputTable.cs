using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of one input of a pipeline.</summary>
internal sealed class InputKeys : Keys
{
    public InputType Type { get; set; }

    public bool Required { get; set; }

    public YamlNode? Default { get; set; }

    public int? MaxLength { get; set; }

    public double? Min { get; set; }

    public double? Max { get; set; }

    public IReadOnlyList<YamlText> OneOf { get; set; } = [];

    public YamlText? Pattern { get; set; }
}

/// <summary>Reads one input of a pipeline.</summary>
internal static class InputTable
{
    public static Table<InputKeys> Table { get; } = new("an input",
    [
        new("type", (input, key) => input.Type = key.Choice(
            ("string", InputType.String), ("integer", InputType.Integer), ("number", InputType.Number),
            ("boolean", InputType.Boolean), ("object", InputType.Object), ("array", InputType.Array)) ?? default),
        new("required", (input, key) => input.Required = key.Flag() ?? false),
        new("default", (input, key) => input.Default = key.Node),
        new("max_length", (input, key) => input.MaxLength = key.Whole(1, 10_000_000)),
        new("min", (input, key) => input.Min = key.Number()),
        new("max", (input, key) => input.Max = key.Number()),
        new("one_of", (input, key) => input.OneOf = key.Names("[small, large]", word => word.Length > 0, "it is empty") ?? []),
        new("pattern", (input, key) => input.Pattern = key.Text()),
    ]);
}
