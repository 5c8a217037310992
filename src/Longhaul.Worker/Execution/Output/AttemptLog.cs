using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Output;

/// <summary>
/// Takes what one attempt says: lines of output, progress, checkpoints. Safe for several threads. Most short handlers say nothing; so where it
/// goes is made with the first word (for every attempt that cost a job of a millionth of a second two millionths more).
/// </summary>
internal sealed class AttemptLog(JobRecord job, AttemptRef attempt, Func<AttemptLog, LogParts> begin)
{
    private readonly Lock _lock = new();
    private LogParts? _parts;
    private AttemptReport? _report;
    private bool _lost;

    public JobRecord Job => job;

    public AttemptRef Attempt => attempt;

    /// <summary>True once nothing more will come.</summary>
    public bool Closed { get; private set; }

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
            if (Begin() is not var (window, file))
            {
                return;
            }

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
                Begin()?.Window.Add(stream, line, endLine);
            }
        }
    }

    /// <summary>Says what it is doing; null leaves a value as it is.</summary>
    public void Report(string? stage = null, double? percent = null, double? etaSeconds = null, string? checkpoint = null)
    {
        lock (_lock)
        {
            if (Begin() is null)
            {
                return;
            }

            _report = new AttemptReport(attempt, stage ?? _report?.Stage, percent ?? _report?.Progress,
                etaSeconds ?? _report?.EtaSeconds, checkpoint ?? _report?.Checkpoint);
        }
    }

    /// <summary>What the store does not have yet, lines and report.</summary>
    public (List<LogAppend> Lines, AttemptReport? Report) Pending() => Locked(() =>
    {
        _parts?.File.Flush();
        var nothing = _lost || _report is null || _report == new AttemptReport(attempt);
        return (_lost ? [] : _parts?.Window.Pending() ?? [], nothing ? null : _report);
    });

    /// <summary>The store has these lines.</summary>
    public void Kept(IReadOnlyList<LogAppend> lines)
    {
        lock (_lock)
        {
            _parts?.Window.Kept(lines);
        }
    }

    /// <summary>The store has this report; what was said since then stays pending.</summary>
    public void Kept(AttemptReport report)
    {
        lock (_lock)
        {
            _report = new AttemptReport(attempt, Newer(_report?.Stage, report.Stage), Newer(_report?.Progress, report.Progress),
                Newer(_report?.EtaSeconds, report.EtaSeconds), Newer(_report?.Checkpoint, report.Checkpoint));
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
            _parts?.File.Dispose();
        }
    }

    private LogParts? Begin() => _parts ??= Closed ? null : begin(this);

    private static T? Newer<T>(T? now, T? kept) => EqualityComparer<T?>.Default.Equals(now, kept) ? default : now;

    private T Locked<T>(Func<T> action)
    {
        lock (_lock)
        {
            return action();
        }
    }
}

/// <summary>Where an attempt's output goes.</summary>
/// <param name="Window">What the store gets.</param>
/// <param name="File">The file with all of it.</param>
internal sealed record LogParts(LogWindow Window, LogFile File);
