using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>JSON in one form: without white space, the members of every object sorted by name. Numbers stay as they were written.</summary>
internal static class CanonicalJson
{
    /// <summary>The SHA-256 of that form, in hexadecimal digits.</summary>
    public static string Hash(JsonElement value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonText.Write(writer => Write(writer, value)))));

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(writer, value);
                break;
            case JsonValueKind.Array:
                WriteItems(writer, value);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartArray();
        foreach (var item in value.EnumerateArray())
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }
}
