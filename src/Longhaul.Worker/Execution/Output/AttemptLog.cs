using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Output;

/// <summary>Takes what one attempt says: lines of output, progress, checkpoints. Safe for several threads.</summary>
internal sealed class AttemptLog(AttemptRef attempt, LogWindow window, LogFile file)
{
    private readonly Lock _lock = new();
    private AttemptReport _report = new(attempt);
    private bool _lost;

    public AttemptRef Attempt => attempt;

    /// <summary>True once nothing more will come.</summary>
    public bool Closed { get; private set; }

    /// <summary>Bytes that wait for the store.</summary>
    public long PendingBytes => Locked(() => window.PendingBytes);

    /// <summary>Adds text, line by line, to file and store.</summary>
    public void Write(LogStream stream, string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var bytes = Encoding.UTF8.GetBytes(line);
            WriteFile(bytes, endLine: true);
            WriteStore(stream, bytes);
        }
    }

    /// <summary>Adds bytes to the file with the whole output.</summary>
    public void WriteFile(ReadOnlySpan<byte> bytes, bool endLine)
    {
        lock (_lock)
        {
            var notice = file.Write(bytes, endLine);
            window.FileIsShort = file.IsShort;
            if (notice is not null && !_lost && !Closed)
            {
                window.Add(LogStream.System, Encoding.UTF8.GetBytes(notice));
            }
        }
    }

    /// <summary>Adds a line, given without its end, or a piece that the next one of its stream goes on with, to what the store gets.</summary>
    public void WriteStore(LogStream stream, ReadOnlySpan<byte> line, bool endLine = true)
    {
        lock (_lock)
        {
            if (!_lost && !Closed)
            {
                window.Add(stream, line, endLine);
            }
        }
    }

    /// <summary>Says what it is doing; null leaves a value as it is.</summary>
    public void Report(string? stage = null, double? percent = null, double? etaSeconds = null, string? checkpoint = null)
    {
        lock (_lock)
        {
            _report = new AttemptReport(attempt, stage ?? _report.Stage, percent ?? _report.Progress,
                etaSeconds ?? _report.EtaSeconds, checkpoint ?? _report.Checkpoint);
        }
    }

    /// <summary>What the store does not have yet, lines and report.</summary>
    public (List<LogAppend> Lines, AttemptReport? Report) Pending() => Locked(() =>
    {
        file.Flush();
        var nothing = _lost || _report == new AttemptReport(attempt);
        return (_lost ? [] : window.Pending(), nothing ? null : _report);
    });

    /// <summary>The store has these lines.</summary>
    public void Kept(IReadOnlyList<LogAppend> lines)
    {
        lock (_lock)
        {
            window.Kept(lines);
        }
    }

    /// <summary>The store has this report; what was said since then stays pending.</summary>
    public void Kept(AttemptReport report)
    {
        lock (_lock)
        {
            _report = new AttemptReport(attempt, Newer(_report.Stage, report.Stage), Newer(_report.Progress, report.Progress),
                Newer(_report.EtaSeconds, report.EtaSeconds), Newer(_report.Checkpoint, report.Checkpoint));
        }
    }

    /// <summary>The attempt belongs to somebody else: the store takes nothing more of it.</summary>
    public void Lose() => Locked(() => _lost = true);

    /// <summary>Nothing more will come.</summary>
    public void Close()
    {
        lock (_lock)
        {
            Closed = true;
            file.Dispose();
        }
    }

    private static T? Newer<T>(T? now, T? kept) => EqualityComparer<T?>.Default.Equals(now, kept) ? default : now;

    private T Locked<T>(Func<T> action)
    {
        lock (_lock)
        {
            return action();
        }
    }
}
