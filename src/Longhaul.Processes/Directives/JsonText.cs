using System.Text.Json;

namespace Longhaul.Processes;

/// <summary>Values that are JSON if they parse, else text.</summary>
internal static class JsonText
{
    internal static JsonElement? TryParse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
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
}
