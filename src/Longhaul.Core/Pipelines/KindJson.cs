using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Pipelines;

/// <summary>Kinds as JSON text: what a step carries, so that a run goes on as it was started when its file changes.</summary>
public static class KindJson
{
    private const int HashLength = 16;

    /// <summary>Writes a kind.</summary>
    public static string Write(JobKind kind) => JsonSerializer.Serialize(kind, PipelineJson.Default.JobKind);

    /// <summary>Reads what <see cref="Write"/> wrote; members that were not known then have their defaults.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static JobKind Read(string json) =>
        JsonSerializer.Deserialize(KindDefaults.FillIn(json), PipelineJson.Default.JobKind) ?? throw new JsonException("the kind is null");

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the kind's JSON with all names sorted: equal definitions have equal hashes.</summary>
    public static string Hash(JobKind kind)
    {
        var canonical = JsonText.Write(writer => WriteSorted(writer, JsonElement.Parse(Write(kind))));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))[..HashLength];
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer); // no list of a kind holds objects
            return;
        }

        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Name);
            WriteSorted(writer, member.Value);
        }

        writer.WriteEndObject();
    }
}
