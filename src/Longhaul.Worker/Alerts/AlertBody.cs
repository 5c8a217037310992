using System.Globalization;
using System.Text;
using System.Text.Json;
using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Alerts;

/// <summary>Messages as JSON, in the form that each receiver wants. All parts are bounded, well within what Discord and Slack take.</summary>
internal static class AlertBody
{
    // Discord takes 256 characters of a title; Slack 3,000 of a text, in which each character may become five.
    private const int MostTitle = 250;
    private const int MostSlackTitle = 80;
    private const int MostFacts = 500;

    public static string Of(AlertFormat format, AlertMessage message, string project) => format switch
    {
        AlertFormat.Discord => Write(writer => WriteDiscord(writer, message, new AlertText(message, project))),
        AlertFormat.Slack => Write(writer => WriteSlack(writer, new AlertText(message, project), message.First.Text)),
        _ => Write(writer => WriteJson(writer, message, project)),
    };

    // Nothing in it may call anybody, whatever an error's text says.
    private static void WriteDiscord(Utf8JsonWriter writer, AlertMessage message, AlertText text)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("embeds");
        writer.WriteStartObject();
        writer.WriteString("title", Cut(text.Title, MostTitle));
        writer.WriteString("description", $"{Quoted(message.First.Text)}{Cut(string.Join(" · ", text.Facts), MostFacts)}");
        writer.WriteNumber("color", message.First.Event is AlertEvents.ReviewWaiting or AlertEvents.ReviewExpiring ? 0x2F81F7 : 0xD1242F);
        writer.WriteString("timestamp", Iso(message.LastAt));
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("allowed_mentions");
        writer.WriteStartArray("parse");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSlack(Utf8JsonWriter writer, AlertText text, string said)
    {
        var title = Escaped(Cut(text.Title, MostSlackTitle));
        writer.WriteStartObject();
        writer.WriteString("text", title);
        writer.WriteStartArray("blocks");
        writer.WriteStartObject();
        writer.WriteString("type", "section");
        WriteMarked(writer, "text", $"*{title}*\n{Escaped(Quoted(said))}");
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("type", "context");
        writer.WriteStartArray("elements");
        WriteMarked(writer, null, Escaped(Cut(string.Join(" · ", text.Facts), MostFacts)));
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMarked(Utf8JsonWriter writer, string? name, string text)
    {
        if (name is not null)
        {
            writer.WritePropertyName(name);
        }

        writer.WriteStartObject();
        writer.WriteString("type", "mrkdwn");
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static void WriteJson(Utf8JsonWriter writer, AlertMessage message, string project)
    {
        var first = message.First;
        writer.WriteStartObject();
        writer.WriteNumber("id", message.Id);
        writer.WriteString("event", AlertWords.Of(first.Event) is [var word, ..] ? word : "test");
        writer.WriteString("title", new AlertText(message, project).Title);
        writer.WriteString("text", first.Text);
        writer.WriteString("project", project);
        writer.WriteString("subject", first.Subject);
        writer.WriteNumber("count", message.Count);
        WriteNumber(writer, "job_id", first.JobId);
        WriteNumber(writer, "last_job_id", message.LastJobId);
        writer.WriteString("tenant", first.Tenant);
        writer.WriteString("queue", first.Queue);
        WriteNumber(writer, "attempt", first.Attempt);
        writer.WriteString("first_at", Iso(message.FirstAt));
        writer.WriteString("last_at", Iso(message.LastAt));
        writer.WriteNumber("try", message.Tries);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>As it stands, whatever is in it: nothing in it ends the quotation.</summary>
    private static string Quoted(string text) => text.Length == 0 ? "" : $"```\n{text.Replace("`", "\u02CB", StringComparison.Ordinal)}\n```\n";

    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
