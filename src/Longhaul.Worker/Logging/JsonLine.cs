using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Longhaul.Worker.Logging;

/// <summary>Spells a line as one JSON object.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Own = ["timestamp", "level", "message", "event", "worker_id", "correlation_id", "exception"];

    public static string Write(LogLine line)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", line.LevelName);
            json.WriteString("message", line.Message);
            json.WriteString("event", line.Event);
            json.WriteString("worker_id", line.WorkerId);
            if (line.CorrelationId is { } job)
            {
                json.WriteString("correlation_id", job);
            }

            WriteFields(json, line);
            if (line.Error is { } error)
            {
                json.WriteString("exception", error.ToString());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void WriteFields(Utf8JsonWriter json, LogLine line)
    {
        var seen = new HashSet<string>(Own);
        foreach (var (key, value) in line.Fields)
        {
            var name = SnakeCase(key);
            if (seen.Add(name))
            {
                WriteValue(json, name, value);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int or long or short or byte:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string SnakeCase(string name)
    {
        var snake = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
        return snake.Length > 0 ? snake : "_";
    }
}
