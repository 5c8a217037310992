using System.Text.Json;

namespace Longhaul.Cli.Json;

/// <summary>JSON that the store keeps as text.</summary>
internal static class RawJson
{
    /// <summary>The value, or null for no text; text that is no JSON becomes a JSON string.</summary>
    public static JsonElement? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text, CliJson.Default.String);
        }
    }
}
