using System.Text;
using System.Text.Json;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>The values that a command puts out by <c>::output name=value</c>.</summary>
internal sealed class CommandOutputs
{
    private readonly SortedDictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private long _size;

    /// <summary>True once more was put out than is kept.</summary>
    public bool TooLarge { get; private set; }

    /// <summary>Sets a value; the last one of a name counts.</summary>
    public void Set(string name, JsonElement value, int maxBytes)
    {
        _size += SizeOf(name, value) - (_values.TryGetValue(name, out var old) ? SizeOf(name, old) : 0);
        TooLarge |= _size > maxBytes;
        if (!TooLarge)
        {
            _values[name] = value;
        }
    }

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
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static long SizeOf(string name, JsonElement value) => Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value.GetRawText());
}
