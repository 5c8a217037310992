using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Longhaul.Cli.Working;

/// <summary>Hears from a worker's log which jobs it starts: asking now and then what runs would miss the short ones.</summary>
internal sealed class StartedJobs(ILoggerFactory inner) : ILoggerFactory
{
    private const string Started = "JOB_STARTED";
    private const string JobId = "jobId";

    private readonly ConcurrentQueue<long> _started = new();

    /// <summary>The jobs that were started since the last call.</summary>
    public IEnumerable<long> Take()
    {
        while (_started.TryDequeue(out var id))
        {
            yield return id;
        }
    }

    public ILogger CreateLogger(string categoryName) => new Listener(inner.CreateLogger(categoryName), _started);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class Listener(ILogger inner, ConcurrentQueue<long> started) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Information || inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == Started && state is IReadOnlyList<KeyValuePair<string, object?>> values
                && values.FirstOrDefault(value => value.Key == JobId).Value is long id)
            {
                started.Enqueue(id);
            }

            if (inner.IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
