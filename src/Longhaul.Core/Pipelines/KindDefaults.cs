using System.Text.Json;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Pipelines;

/// <summary>
/// Adds members that a stored kind does not have, because it was written by an older version. (Serialisers made by the compiler set
/// every init-only member, so that the records' own defaults are lost.)
/// </summary>
internal static class KindDefaults
{
    private static readonly JsonElement Kind = JsonElement.Parse(KindJson.Write(new JobKind { Name = "" }));
    private static readonly JsonElement Retry = JsonSerializer.SerializeToElement(new RetryPolicy(), PipelineJson.Default.RetryPolicy);
    private static readonly JsonElement Command = JsonSerializer.SerializeToElement(new CommandSpec(), PipelineJson.Default.CommandSpec);

    public static string FillIn(string json)
    {
        using var given = JsonDocument.Parse(json);
        return given.RootElement.ValueKind == JsonValueKind.Object
            ? JsonText.Write(writer => Write(writer, given.RootElement, Kind))
            : json;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement given, JsonElement defaults)
    {
        writer.WriteStartObject();
        foreach (var member in given.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            WriteValue(writer, member);
        }

        foreach (var member in defaults.EnumerateObject().Where(member => member.Name != "name" && !given.TryGetProperty(member.Name, out _)))
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonProperty member)
    {
        switch (member.Name)
        {
            case "retry" when member.Value.ValueKind == JsonValueKind.Object:
                Write(writer, member.Value, Retry);
                break;
            case "command" when member.Value.ValueKind == JsonValueKind.Object:
                Write(writer, member.Value, Command);
                break;
            default:
                member.Value.WriteTo(writer);
                break;
        }
    }
}
