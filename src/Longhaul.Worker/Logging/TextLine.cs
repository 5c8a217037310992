using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Logging;

/// <summary>Spells a line for a person.</summary>
internal static class TextLine
{
    private const string Reset = "\e[0m";
    private const string Dim = "\e[2m";

    public static string Write(LogLine line, bool colour)
    {
        var time = line.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var level = line.LevelName.PadRight(8);
        var text = new StringBuilder();
        text.Append(colour ? $"{Dim}{time}{Reset} {Colour(line.Level)}{level}{Reset} " : $"{time} {level} ");
        text.Append(Printable(line.Message));
        if (line.Error is { } error)
        {
            text.Append('\n').Append(Printable(error.ToString()));
        }

        return text.ToString();
    }

    private static string Colour(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => Dim,
        LogLevel.Information => "\e[32m",
        LogLevel.Warning => "\e[33m",
        _ => "\e[31m",
    };

    // A job's output can end up in a message, and must not be able to move the cursor or change colours.
    private static string Printable(string text) =>
        text.All(c => c is '\n' or '\t' || !char.IsControl(c))
            ? text
            : string.Concat(text.Select(c => c is '\n' or '\t' || !char.IsControl(c) ? c : '�'));
}
