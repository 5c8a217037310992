using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>JSON as text: how it is written everywhere, and how single values are had from it.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static JsonElement Of(string text) => JsonElement.Parse(Write(writer => writer.WriteStringValue(text)));

    public static JsonElement Of(long number) => JsonElement.Parse(number.ToString());

    /// <summary>The text of a JSON string; null where it holds half a surrogate pair.</summary>
    public static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string's text, or the JSON text of anything else.</summary>
    public static string Plain(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? StringOf(value) ?? value.GetRawText() : value.GetRawText();
}
