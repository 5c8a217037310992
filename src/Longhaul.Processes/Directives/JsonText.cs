using System.Text.Json;

namespace Longhaul.Processes;

/// <summary>Values that are JSON if they parse, else text.</summary>
internal static class JsonText
{
    /// <summary>The value; null where the text is no JSON.</summary>
    /// <param name="text">What was said.</param>
    /// <param name="isText">False where a string or a name in it has half a surrogate pair, <c>\ud800</c> alone: it parses, but nobody can read it.</param>
    internal static JsonElement? TryParse(string text, out bool isText)
    {
        isText = true;
        try
        {
            using var document = JsonDocument.Parse(text);
            isText = !text.Contains("\\u", StringComparison.Ordinal) || IsText(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static JsonElement OfText(string text)
    {
        using var document = JsonDocument.Parse($"\"{JsonEncodedText.Encode(text)}\"");
        return document.RootElement.Clone();
    }

    // Strings are checked only as they are read, and then by an exception.
    static bool IsText(JsonElement value)
    {
        try
        {
            using var writer = new Utf8JsonWriter(Stream.Null);
            value.WriteTo(writer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
