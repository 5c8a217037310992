using System.Text.Json;
using System.Text.Json.Nodes;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Inputs;

/// <summary>Makes a job's input from what was typed.</summary>
internal static class InputText
{
    /// <summary>The input: the object of <c>--json</c> with the fields of <c>--input</c> laid over.</summary>
    /// <exception cref="UsageException">A field or the object is none.</exception>
    public static string Object(IReadOnlyList<string> fields, string? source, StoreSession session, string name) =>
        Object(fields, source, session, name, "--input", "--json");

    /// <summary>The same by options of other names.</summary>
    /// <exception cref="UsageException">A field or the object is none.</exception>
    public static string Object(IReadOnlyList<string> fields, string? source, StoreSession session, string name, string option, string sourceOption)
    {
        var input = source is null ? [] : ReadObject(Read(sourceOption, source, session.Shell), sourceOption);
        var declared = session.Project.Pipelines.GetValueOrDefault(name)?.Input ?? [];
        foreach (var field in fields)
        {
            var cut = field.IndexOf('=');
            if (cut < 1)
            {
                throw new UsageException($"{option}: {TerminalText.Quote(field)} has no name and value; write it name=value");
            }

            var key = field[..cut];
            input[key] = Value(field[(cut + 1)..], declared.FirstOrDefault(one => one.Name == key));
        }

        return Write(input, option);
    }

    /// <summary>The text of a file, or of standard input for <c>-</c>.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static string Read(string option, string source, CommandShell shell)
    {
        if (source == "-")
        {
            return shell.Input.ReadToEnd();
        }

        try
        {
            return File.ReadAllText(shell.FullPath(source));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{option}: {TerminalText.Quote(source)} cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    // Parsing looks at neither names nor texts: the check finds what nobody can read later, and names that stand twice.
    private static JsonObject ReadObject(string text, string option)
    {
        try
        {
            var input = JsonNode.Parse(text) as JsonObject ?? throw new UsageException(option + ": the input is no JSON object; write it {\"name\": value}");
            Core.Pipelines.InputText.Check(text);
            return input;
        }
        catch (JsonException e)
        {
            throw new UsageException($"{option}: the input is no JSON: {e.Message.TrimEnd('.')}");
        }
        catch (RefusedException e)
        {
            throw new UsageException($"{option}: {e.Message}");
        }
    }

    private static string Write(JsonObject input, string option)
    {
        try
        {
            return input.ToJsonString();
        }
        catch (InvalidOperationException)
        {
            throw new UsageException(option + ": a value has half a surrogate pair in it (such as \\ud800 alone), which is no text");
        }
    }

    // A field that the pipeline declares as text stays text, also where it looks like a number.
    private static JsonNode? Value(string text, InputField? declared)
    {
        if (declared is not { Type: InputType.String })
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                // Not JSON: it is text.
            }
        }

        return JsonValue.Create(text, CliJson.Default.String);
    }
}
