using System.Text.Json;
using System.Text.Json.Serialization;

namespace Longhaul.Core.Pipelines;

/// <summary>The graph of a run as its job keeps it, so that it can be drawn after its file has changed.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Steps">The steps in the order of the file.</param>
public sealed record RunGraph(string Pipeline, IReadOnlyList<RunGraphStep> Steps)
{
    /// <summary>The settings of the run's tenant when it was started, as JSON text of an object; null where it had none.</summary>
    public string? TenantSettings { get; init; }


    /// <summary>A pipeline's graph.</summary>
    public static RunGraph Of(PipelineDefinition pipeline) =>
        new(pipeline.Name, [.. pipeline.Steps.Select(step => new RunGraphStep(step.Name, step.Kind.Name, step.Needs) { IsList = step.Kind.Flow?.ForEach is not null })]);

    /// <summary>As JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PipelineJson.Default.RunGraph);

    /// <summary>From what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static RunGraph FromJson(string json) =>
        JsonSerializer.Deserialize(json, PipelineJson.Default.RunGraph) ?? throw new JsonException("the graph is null");
}

/// <summary>A step of a run's graph.</summary>
/// <param name="Name">The step.</param>
/// <param name="Kind">The kind by which it runs.</param>
/// <param name="Needs">The steps it waits for.</param>
public sealed record RunGraphStep(string Name, string Kind, IReadOnlyList<string> Needs)
{
    /// <summary>It runs once for each item of a list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsList { get; init; }
}
