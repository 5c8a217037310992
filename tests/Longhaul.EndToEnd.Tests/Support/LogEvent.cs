using System.Text.Json;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>A line of a worker's log.</summary>
/// <param name="Name">Its <c>event</c>.</param>
/// <param name="Level">Its <c>level</c>.</param>
/// <param name="Message">Its <c>message</c>.</param>
/// <param name="Job">Its <c>correlation_id</c>; empty where no job is meant.</param>
internal sealed record LogEvent(string Name, string Level, string Message, string Job)
{
    /// <summary>Reads a line; null where it is no line of JSON.</summary>
    public static LogEvent? Parse(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        using var document = JsonDocument.Parse(line);
        return new LogEvent(Text("event"), Text("level"), Text("message"), Text("correlation_id"));

        string Text(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.ToString() : "";
    }
}
