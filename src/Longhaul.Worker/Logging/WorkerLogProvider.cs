using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Logging;

/// <summary>Writes what is logged as JSON lines or as readable text.</summary>
public sealed class WorkerLogProvider : ILoggerProvider, ILoggerFactory
{
    private readonly WorkerLogOptions _options;
    private readonly LineWriter _writer;
    private readonly ConcurrentDictionary<string, WorkerLogger> _loggers = new();

    /// <summary>Writes to a target, which is not closed.</summary>
    public WorkerLogProvider(TextWriter target, WorkerLogOptions options) => (_options, _writer) = (options, new LineWriter(target));

    /// <summary>How many lines were left out because nobody read them in time.</summary>
    public long LeftOut => _writer.LeftOut;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new WorkerLogger(name, _options, _writer));

    /// <summary>Refused: as a factory it has only itself as provider.</summary>
    /// <exception cref="NotSupportedException">Always; add this provider to a logging builder where there are several.</exception>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("This factory logs to one target only. Add it as a provider to a LoggerFactory for more.");

    /// <summary>Writes what waits.</summary>
    public void Dispose() => _writer.Dispose();
}
