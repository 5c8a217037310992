using Microsoft.Extensions.Logging;

namespace Longhaul.Cli.Working;

/// <summary>Hears from a worker's log that its start goes wrong: that it cannot go on, or that the store is away before it was ever there.</summary>
internal sealed class FirstFailure(ILoggerFactory inner, Action explain) : ILoggerFactory
{
    private static readonly string[] Failures = ["STARTUP_FAILED", "STARTUP_WAITS", "STORE_LOST"];
    private static readonly string[] Arrivals = ["STORE_CONNECTED", "WORKER_REGISTERED"];

    private int _heard;

    public ILogger CreateLogger(string categoryName) => new Listener(inner.CreateLogger(categoryName), Hear);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private void Hear(string? name)
    {
        var failed = Failures.Contains(name);
        if ((failed || Arrivals.Contains(name)) && Interlocked.Exchange(ref _heard, 1) == 0 && failed)
        {
            explain();
        }
    }

    private sealed class Listener(ILogger inner, Action<string?> hear) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information || inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (inner.IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }

            hear(eventId.Name);
        }
    }
}
