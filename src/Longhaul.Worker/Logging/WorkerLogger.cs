using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Logging;

/// <summary>Makes lines of what one category logs.</summary>
internal sealed class WorkerLogger(string category, WorkerLogOptions options, LineWriter writer) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= options.Level && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var line = new LogLine(
            options.Clock.GetUtcNow(), logLevel, eventId.Name ?? category, formatter(state, exception), options.WorkerId, exception,
            state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
        writer.Write(options.Format == LogFormat.Json ? JsonLine.Write(line) : TextLine.Write(line, options.Format == LogFormat.Colour));
    }
}
