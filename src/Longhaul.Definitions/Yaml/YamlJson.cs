using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Longhaul.Definitions.Yaml;

/// <summary>YAML values as JSON text: quoted scalars are strings, plain ones what the core schema says.</summary>
internal static class YamlJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(YamlNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            Write(writer, node);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A scalar's text as a JSON string, whatever YAML would make of it.</summary>
    public static string Text(YamlText text) => Of(text with { Plain = false });

    private static void Write(Utf8JsonWriter writer, YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var (name, value) in map.Entries)
                {
                    writer.WritePropertyName(name.Value);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteScalar(writer, (YamlText)node);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlText text)
    {
        if (text.IsNull)
        {
            writer.WriteNullValue();
        }
        else if (text.Plain && PlainScalar.Boolean(text.Value) is { } flag)
        {
            writer.WriteBooleanValue(flag);
        }
        else if (text.Plain && PlainScalar.Number(text.Value) is { } number)
        {
            writer.WriteRawValue(number);
        }
        else
        {
            writer.WriteStringValue(text.Value);
        }
    }
}
