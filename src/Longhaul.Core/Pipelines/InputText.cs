using System.Text;
using System.Text.Json;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>Input as callers hand it in: a bounded JSON object in which no name stands twice.</summary>
public static class InputText
{
    /// <summary>The longest input, in bytes of UTF-8.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>How deeply objects and lists may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="RefusedException">Too long, too deep, malformed, no object, or a name stands twice; says where.</exception>
    public static JsonElement ReadObject(string json)
    {
        Check(json);
        return JsonElement.Parse(json);
    }

    /// <summary>Refuses what <see cref="ReadObject"/> refuses, without building anything.</summary>
    /// <exception cref="RefusedException">As there.</exception>
    public static void Check(string json)
    {
        var length = json.Length > MaxBytes ? json.Length : Encoding.UTF8.GetByteCount(json);
        if (length > MaxBytes)
        {
            throw new RefusedException(
                $"the input is {length / 1024 / 1024.0:0.0} MiB; at most 10 MiB are allowed; hand in a path or an address instead");
        }

        new InputScan(Encoding.UTF8.GetBytes(json)).Run();
    }

    /// <summary>
    /// A JSON object from <c>name=value</c> pairs, as a command line has them. A value of a field that is declared as something else than
    /// text is read as JSON where it is JSON; everything else is text.
    /// </summary>
    /// <param name="fields">The declared fields; empty where there are none: then every value is text.</param>
    /// <param name="pairs">Names and values.</param>
    /// <exception cref="RefusedException">A name stands twice.</exception>
    public static string FromPairs(IReadOnlyList<InputField> fields, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var twice = pairs.GroupBy(pair => pair.Key).FirstOrDefault(group => group.Count() > 1);
        return twice is not null
            ? throw new RefusedException($"input `{Shown.Short(twice.Key)}` is given twice")
            : JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                foreach (var (name, value) in pairs)
                {
                    writer.WritePropertyName(name);
                    WriteValue(writer, fields.FirstOrDefault(field => field.Name == name), value);
                }

                writer.WriteEndObject();
            });
    }

    private static void WriteValue(Utf8JsonWriter writer, InputField? field, string value)
    {
        if (field is { Type: not InputType.String } && TryParse(value) is { } json)
        {
            json.WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
