using System.Text.Json;
using System.Text.Json.Serialization;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Schedules;

/// <summary>Schedules as JSON text, as stores keep them.</summary>
public static class ScheduleJson
{
    /// <summary>Writes a schedule.</summary>
    public static string Write(ScheduleDefinition schedule) => JsonSerializer.Serialize(schedule, ScheduleJsonTypes.Default.ScheduleDefinition);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ScheduleDefinition Read(string json) =>
        JsonSerializer.Deserialize(json, ScheduleJsonTypes.Default.ScheduleDefinition) ?? throw new JsonException("the schedule is null");

    /// <summary>16 hexadecimal digits; equal definitions have equal hashes.</summary>
    public static string Hash(ScheduleDefinition schedule) => DefinitionHash.Of(Write(schedule));
}

/// <summary>Serialisers made by the compiler, so that trimmed programs work.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScheduleDefinition))]
internal sealed partial class ScheduleJsonTypes : JsonSerializerContext;
