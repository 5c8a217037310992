using System.Text.Json;
using System.Text.RegularExpressions;

namespace Longhaul.Cli.Inputs;

/// <summary>A line of JSON that asks for a job.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Request">What it asks for.</param>
internal sealed record JobLine(int Number, JobRequest Request);

/// <summary>Jobs from lines of JSON: all are read, and all are right, before the first is handed in.</summary>
internal static partial class JobLines
{
    /// <exception cref="UsageException">A line is wrong; says which.</exception>
    public static IReadOnlyList<JobLine> Read(string text)
    {
        var lines = new List<JobLine>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add(new JobLine(number, ReadLine(number, line)));
            }
        }

        return lines;
    }

    /// <summary>A refusal that counts the items of a call, as one that counts the lines of the file.</summary>
    public static string NameLine(string message, IReadOnlyList<JobLine> lines)
    {
        if (lines.Count == 1)
        {
            return $"line {lines[0].Number}: {message}";
        }

        var match = ItemPrefix().Match(message);
        return match.Success && int.TryParse(match.Groups["n"].Value, out var item) && item <= lines.Count
            ? $"line {lines[item - 1].Number}: {message[match.Length..]}"
            : message;
    }

    private static JobRequest ReadLine(int number, string text)
    {
        try
        {
            var line = JsonSerializer.Deserialize(text, LineJson.Default.JobLineJson);
            return line?.ToRequest() ?? throw new UsageException("is no JSON object");
        }
        catch (JsonException e)
        {
            throw new UsageException($"line {number}: {Reason(e)}");
        }
        catch (UsageException e)
        {
            throw new UsageException($"line {number}: {e.Message}");
        }
    }

    // What the serializer says after its first sentence is about types and byte positions.
    private static string Reason(JsonException e)
    {
        var message = e.Message;
        var unmapped = UnknownKey().Match(message);
        if (unmapped.Success)
        {
            return $"unknown key {TerminalText.Quote(unmapped.Groups["key"].Value)}; known are kind, input, queue, priority, tenant, key, unique, at, in";
        }

        if (message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            return "a key stands there twice; give each once";
        }

        var value = WrongType().IsMatch(message) && e.Path is { Length: > 2 } path ? $"{path[2..]} has a value of the wrong type" : null;
        return value ?? "is no JSON object of the form {\"kind\": \"name\", \"input\": {…}}";
    }

    [GeneratedRegex(@"^item (?<n>\d+): ", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ItemPrefix();

    [GeneratedRegex("JSON property '(?<key>[^']*)' could not be mapped", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex UnknownKey();

    [GeneratedRegex("could not be converted", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex WrongType();
}
