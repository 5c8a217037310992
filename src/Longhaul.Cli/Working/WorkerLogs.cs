using Longhaul.Cli.Following;
using Longhaul.Worker.Logging;
using Microsoft.Extensions.Logging;

namespace Longhaul.Cli.Working;

/// <summary>Where a worker of this process logs.</summary>
internal static class WorkerLogs
{
    /// <summary>For a worker that stays: to the standard output.</summary>
    public static ILoggerFactory ForWorker(WorkerSettings settings, Terminal terminal) =>
        new WorkerLogProvider(terminal.OpenLog(), Options(settings, Format(settings, terminal), settings.LogLevel ?? LogThreshold.Info));

    /// <summary>For a worker that only helps <c>run</c>: what is not well, above or below the view.</summary>
    public static ILoggerFactory ForRun(WorkerSettings settings, IJobView view) =>
        new WorkerLogProvider(new RemarkWriter(view), Options(settings, LogFormat.Text, settings.LogLevel ?? LogThreshold.Warning));

    /// <summary>True where the log is text, so that other lines may stand between.</summary>
    public static bool IsText(WorkerSettings settings, Terminal terminal) => Format(settings, terminal) != LogFormat.Json;

    private static LogFormat Format(WorkerSettings settings, Terminal terminal) =>
        (settings.LogFormat ?? (terminal.IsInteractive ? LogShape.Text : LogShape.Json)) == LogShape.Json ? LogFormat.Json
        : terminal.HasColour ? LogFormat.Colour
        : LogFormat.Text;

    private static WorkerLogOptions Options(WorkerSettings settings, LogFormat format, LogThreshold threshold) =>
        new() { Format = format, Level = Level(threshold), WorkerId = settings.Label };

    private static LogLevel Level(LogThreshold threshold) => threshold switch
    {
        LogThreshold.Debug => LogLevel.Debug,
        LogThreshold.Info => LogLevel.Information,
        LogThreshold.Warning => LogLevel.Warning,
        LogThreshold.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}
