using System.Text.Json;
using System.Text.Json.Nodes;

namespace Longhaul.Worker.Execution.Secrets;

/// <summary>JSON text with <c>***</c> for each secret that stands in a text, a name or a number of it, however it is escaped.</summary>
internal static class JsonMask
{
    /// <summary>The text; as it is where no secret stands in it, or it is no JSON: then it is masked as text.</summary>
    public static string Apply(SecretMask mask, string json)
    {
        if (mask.IsEmpty)
        {
            return json;
        }

        try
        {
            var masked = Masked(mask, JsonNode.Parse(json), out var changed);
            return changed ? masked?.ToJsonString() ?? "null" : json;
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException or InvalidOperationException)
        {
            return mask.Apply(json);
        }
    }

    private static JsonNode? Masked(SecretMask mask, JsonNode? node, out bool changed)
    {
        switch (node)
        {
            case JsonObject members:
                return OfObject(mask, members, out changed);
            case JsonArray items:
                return OfArray(mask, items, out changed);
            case JsonValue value when value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number:
                var text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
                var masked = mask.Apply(text);
                changed = masked != text;
                return changed ? JsonValue.Create(masked) : value.DeepClone();
            default:
                changed = false;
                return node?.DeepClone();
        }
    }

    private static JsonObject OfObject(SecretMask mask, JsonObject members, out bool changed)
    {
        changed = false;
        var masked = new JsonObject();
        foreach (var (name, value) in members)
        {
            var shown = mask.Apply(name);
            masked[shown] = Masked(mask, value, out var other);
            changed |= other || shown != name;
        }

        return masked;
    }

    private static JsonArray OfArray(SecretMask mask, JsonArray items, out bool changed)
    {
        changed = false;
        var masked = new JsonArray();
        foreach (var item in items)
        {
            masked.Add(Masked(mask, item, out var other));
            changed |= other;
        }

        return masked;
    }
}
