using System.Text.Json.Serialization;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Pipelines;

/// <summary>Serialisers made by the compiler, so that trimmed programs work.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JobKind))]
[JsonSerializable(typeof(RunGraph))]
internal sealed partial class PipelineJson : JsonSerializerContext;
