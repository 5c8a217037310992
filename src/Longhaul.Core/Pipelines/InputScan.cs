using System.Text;
using System.Text.Json;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>One pass over the bytes of an input.</summary>
internal sealed class InputScan(byte[] bytes)
{
    private readonly Stack<HashSet<string>?> _names = new();

    public void Run()
    {
        // One deeper than allowed, so that depth is reported in our own words.
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = InputText.MaxDepth + 1 });
        try
        {
            Read(ref reader);
        }
        catch (JsonException error)
        {
            var (line, place) = ((error.LineNumber ?? 0) + 1, (error.BytePositionInLine ?? 0) + 1);
            throw new RefusedException($"the input is not valid JSON at line {line}, byte {place}{Excerpt(reader.BytesConsumed)}");
        }
    }

    private void Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var found = Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 80));
            throw new RefusedException($"the input must be a JSON object such as {{\"name\": \"value\"}}, not {Shown.Short(found)}");
        }

        do
        {
            Visit(ref reader);
        }
        while (reader.Read());
    }

    private void Visit(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Enter(ref reader, []);
                break;
            case JsonTokenType.StartArray:
                Enter(ref reader, null);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _names.Pop();
                break;
            case JsonTokenType.PropertyName when !_names.Peek()!.Add(Text(ref reader)):
                throw new RefusedException(
                    $"the input has the name `{Shown.Short(Text(ref reader))}` twice in one object, again at {Place(reader.TokenStartIndex)}");
            case JsonTokenType.String:
                Text(ref reader);
                break;
        }
    }

    private void Enter(ref Utf8JsonReader reader, HashSet<string>? names)
    {
        if (_names.Count == InputText.MaxDepth)
        {
            throw new RefusedException($"the input is nested deeper than {InputText.MaxDepth} at {Place(reader.TokenStartIndex)}");
        }

        _names.Push(names);
    }

    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RefusedException($"the input has text at {Place(reader.TokenStartIndex)} that is no valid Unicode (half a surrogate pair)");
        }
    }

    private string Place(long index)
    {
        var before = bytes.AsSpan(0, (int)index);
        return $"line {before.Count((byte)'\n') + 1}, byte {index - before.LastIndexOf((byte)'\n')}";
    }

    private string Excerpt(long index)
    {
        var rest = Encoding.UTF8.GetString(bytes, (int)index, Math.Min(bytes.Length - (int)index, 30));
        return rest.Length == 0 ? ": it ends too early" : $": near {Shown.Short(rest)}";
    }
}
