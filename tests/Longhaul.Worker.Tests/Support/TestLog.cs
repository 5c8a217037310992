using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Tests.Support;

/// <summary>Keeps what was logged.</summary>
internal sealed class TestLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private readonly Bell _bell = new();

    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    public IReadOnlyList<string> Events => [.. _entries.Select(entry => entry.Event)];

    /// <summary>Returns when an event has been logged so many times.</summary>
    public async Task<LogEntry> WaitForAsync(string name, int times = 1)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            var seen = _bell.Count;
            if (_entries.Where(entry => entry.Event == name).Skip(times - 1).FirstOrDefault() is { } found)
            {
                return found;
            }

            try
            {
                await _bell.WaitAsync(seen, enough.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{name} was not logged; what was: {string.Join(Environment.NewLine, Entries)}", e);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _entries.Enqueue(new LogEntry(logLevel, eventId.Name ?? "", formatter(state, exception), exception));
        _bell.Ring();
    }
}

internal sealed record LogEntry(LogLevel Level, string Event, string Message, Exception? Error);
