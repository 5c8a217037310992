using System.Text.Json.Serialization;

namespace Longhaul.Core.Reviews;

/// <summary>Serialisers made by the compiler, so that trimmed programs work.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(ReviewNote))]
[JsonSerializable(typeof(ReviewOutput))]
internal sealed partial class ReviewJson : JsonSerializerContext;

/// <summary>What an approved review puts out.</summary>
/// <param name="Revision">Which was approved.</param>
/// <param name="ApprovedBy">By whom.</param>
/// <param name="Note">The last note of those who approved; empty for none.</param>
internal sealed record ReviewOutput(int Revision, string ApprovedBy, string Note);
