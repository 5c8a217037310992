using System.Collections.Concurrent;

namespace Longhaul.Worker.Logging;

/// <summary>
/// Writes lines on a thread of its own: a reader who stops reading must not stop the worker. When too many lines wait, new ones are left
/// out and counted.
/// </summary>
internal sealed class LineWriter : IDisposable
{
    private const int MaxWaiting = 10_000;
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(2);

    private readonly BlockingCollection<string> _lines = new(MaxWaiting);
    private readonly TextWriter _target;
    private readonly Thread _thread;
    private long _left;

    public LineWriter(TextWriter target)
    {
        _target = target;
        _thread = new Thread(Run) { IsBackground = true, Name = "longhaul-log" };
        _thread.Start();
    }

    /// <summary>How many lines were left out.</summary>
    public long LeftOut => Interlocked.Read(ref _left);

    public void Write(string line)
    {
        if (_lines.IsAddingCompleted || !_lines.TryAdd(line))
        {
            Interlocked.Increment(ref _left);
        }
    }

    /// <summary>Writes what waits, if the reader still reads.</summary>
    public void Dispose()
    {
        if (_lines.IsAddingCompleted)
        {
            return;
        }

        _lines.CompleteAdding();
        if (_thread.Join(LongestFlush))
        {
            _lines.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            foreach (var line in _lines.GetConsumingEnumerable())
            {
                _target.Write(line + "\n");
                if (_lines.Count == 0)
                {
                    _target.Flush();
                }
            }
        }
        catch (IOException)
        {
            // Whoever read is gone; nobody is left to be told.
            Interlocked.Add(ref _left, _lines.Count);
        }
    }
}
