using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Logging;

/// <summary>What a line of the log says, before it is spelled out.</summary>
internal sealed record LogLine(
    DateTimeOffset At, LogLevel Level, string Event, string Message, string WorkerId, Exception? Error,
    IReadOnlyList<KeyValuePair<string, object?>> Values)
{
    private const string Format = "{OriginalFormat}";
    private const string JobId = "jobid";

    /// <summary>The job it is about.</summary>
    public string? CorrelationId =>
        Values.FirstOrDefault(value => value.Key.Equals(JobId, StringComparison.OrdinalIgnoreCase)).Value?.ToString();

    /// <summary>The values of the message but the job's.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Fields =>
        Values.Where(value => value.Key != Format && !value.Key.Equals(JobId, StringComparison.OrdinalIgnoreCase));

    /// <summary>The level's name: DEBUG, INFO, WARNING, ERROR or CRITICAL.</summary>
    public string LevelName => Level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };
}
