using System.Text;
using System.Text.Json;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>The values that a command puts out by <c>::output name=value</c>: JSON where it parses, else text.</summary>
internal sealed class CommandOutputs
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>How many bytes they take.</summary>
    public long Bytes => _values.Sum(value => (long)Encoding.UTF8.GetByteCount(value.Key) + Encoding.UTF8.GetByteCount(value.Value));

    /// <summary>Sets a value; the last one counts.</summary>
    public void Set(string name, string value) => _values[name] = value;

    /// <summary>A JSON object as text; null where nothing was put out.</summary>
    public string? ToJson()
    {
        if (_values.Count == 0)
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in _values)
            {
                writer.WritePropertyName(name);
                Write(writer, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter writer, string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(value);
        }
    }
}
