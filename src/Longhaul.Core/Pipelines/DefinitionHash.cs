using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>A short name for what a definition says.</summary>
internal static class DefinitionHash
{
    private const int HashLength = 16;

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the JSON with all names sorted.</summary>
    public static string Of(string json)
    {
        var canonical = JsonText.Write(writer => WriteSorted(writer, JsonElement.Parse(json)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))[..HashLength];
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer); // no list of a definition holds objects
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
