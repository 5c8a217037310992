using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>JSON whose strings are templates. A string that is exactly one <c>{{ path }}</c> becomes the value itself, with its JSON type.</summary>
public static class JsonTemplate
{
    /// <summary>The templates in it that refer to something.</summary>
    /// <param name="json">JSON text.</param>
    /// <exception cref="TemplateException">One is not well formed.</exception>
    public static IReadOnlyList<Template> Templates(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Templates(document.RootElement)];
    }

    /// <summary>Fills it in.</summary>
    /// <param name="json">JSON text.</param>
    /// <param name="scope">The values.</param>
    /// <returns>JSON text.</returns>
    /// <exception cref="TemplateException">A template is not well formed, or a value is missing.</exception>
    public static string Render(string json, ITemplateScope scope)
    {
        using var document = JsonDocument.Parse(json);
        return JsonText.Write(writer => Write(writer, document.RootElement, scope));
    }

    /// <summary>Fills in those members of an object whose values are known already; the others are left out.</summary>
    internal static JsonElement RenderKnown(string json, ITemplateScope scope)
    {
        using var document = JsonDocument.Parse(json);
        var known = document.RootElement.EnumerateObject()
            .Where(member => Templates(member.Value).SelectMany(template => template.Paths).All(path => scope.Find(path) is not null));
        return JsonElement.Parse(JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            WriteMembers(writer, known, scope);
            writer.WriteEndObject();
        }));
    }

    private static IEnumerable<Template> Templates(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Templates(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Templates),
        JsonValueKind.String => new[] { Template.Parse(value.GetString()!) }.Where(template => template.Paths.Count > 0),
        _ => [],
    };

    private static void Write(Utf8JsonWriter writer, JsonElement value, ITemplateScope scope)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WriteMembers(writer, value.EnumerateObject(), scope);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                WriteItems(writer, value, scope);
                break;
            case JsonValueKind.String:
                WriteFilled(writer, Template.Parse(value.GetString()!), scope);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, IEnumerable<JsonProperty> members, ITemplateScope scope)
    {
        foreach (var member in members)
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value, scope);
        }
    }

    private static void WriteItems(Utf8JsonWriter writer, JsonElement list, ITemplateScope scope)
    {
        writer.WriteStartArray();
        foreach (var item in list.EnumerateArray())
        {
            Write(writer, item, scope);
        }

        writer.WriteEndArray();
    }

    private static void WriteFilled(Utf8JsonWriter writer, Template template, ITemplateScope scope)
    {
        if (template.Single is { } path)
        {
            template.Value(path, scope).WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue(template.Render(scope));
        }
    }
}
