using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Logging;

/// <summary>How a program logs.</summary>
public sealed record WorkerLogOptions
{
    /// <summary>How lines are written.</summary>
    public LogFormat Format { get; init; }

    /// <summary>What is less grave is left out.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>The worker's label, in every JSON line.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The clock of the timestamps.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Text in colours on a terminal unless <c>NO_COLOR</c> says else, JSON lines anywhere else.</summary>
    /// <param name="wanted"><c>json</c> or <c>text</c>, as in <c>LOG_FORMAT</c>; null for what fits.</param>
    /// <param name="isTerminal">Whether a person looks at it.</param>
    /// <param name="noColor">The value of <c>NO_COLOR</c>; any value but the empty one means no colours.</param>
    /// <exception cref="FormatException">Neither json nor text is wanted.</exception>
    public static LogFormat ChooseFormat(string? wanted, bool isTerminal, string? noColor)
    {
        var text = isTerminal && string.IsNullOrEmpty(noColor) ? LogFormat.Colour : LogFormat.Text;
        return wanted switch
        {
            null or "" => isTerminal ? text : LogFormat.Json,
            "json" => LogFormat.Json,
            "text" => text,
            _ => throw new FormatException($"LOG_FORMAT is '{wanted}'; it can be json or text."),
        };
    }

    /// <summary>The level that a word means, as in <c>LOG_LEVEL</c>; the case does not matter.</summary>
    /// <exception cref="FormatException">No such level.</exception>
    public static LogLevel ParseLevel(string word) => word.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARNING" or "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" => LogLevel.Critical,
        _ => throw new FormatException($"LOG_LEVEL is '{word}'; it can be DEBUG, INFO, WARNING, ERROR or CRITICAL."),
    };
}
