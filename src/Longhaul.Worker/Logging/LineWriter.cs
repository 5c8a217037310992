namespace Longhaul.Worker.Logging;

/// <summary>
/// Writes lines on a thread of its own: a reader who stops reading must not stop the worker. When too many lines wait, new ones are left
/// out and counted.
/// </summary>
internal sealed class LineWriter : IDisposable
{
    private const int MaxWaiting = 10_000;

    // Between two writes; while many short jobs run, each line would wake the thread by itself.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(2);

    // No BlockingCollection: its reader spins before it sleeps, which took a twelfth of all processor time while many short jobs ran.
    private readonly object _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly TextWriter _target;
    private readonly Thread _thread;
    private bool _ending;
    private bool _idle;
    private long _left;

    public LineWriter(TextWriter target)
    {
        _target = target;
        _thread = new Thread(Run) { IsBackground = true, Name = "longhaul-log" };
        _thread.Start();
    }

    /// <summary>How many lines were left out.</summary>
    public long LeftOut => Volatile.Read(ref _left);

    public void Write(string line)
    {
        lock (_gate)
        {
            if (_ending || _lines.Count == MaxWaiting)
            {
                _left++;
                return;
            }

            _lines.Enqueue(line);
            if (_idle)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Writes what waits, if the reader still reads.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join(LongestFlush);
    }

    private void Run()
    {
        try
        {
            for (var line = Next(); line is not null; line = Next())
            {
                _target.Write(line + "\n");
            }
        }
        catch (IOException)
        {
            // Whoever read is gone; nobody is left to be told.
            LeaveOut();
        }
    }

    /// <summary>The next line, once there is one; null at the end. Before it waits, what was written goes out.</summary>
    private string? Next()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_lines.TryDequeue(out var line))
                {
                    return line;
                }
            }

            _target.Flush();
            if (!WaitForMore())
            {
                return null;
            }
        }
    }

    private bool WaitForMore()
    {
        lock (_gate)
        {
            if (!_ending)
            {
                Monitor.Wait(_gate, Pause);
            }

            for (_idle = true; _lines.Count == 0 && !_ending;)
            {
                Monitor.Wait(_gate);
            }

            _idle = false;
            return _lines.Count > 0;
        }
    }

    private void LeaveOut()
    {
        lock (_gate)
        {
            _ending = true;
            _left += _lines.Count;
            _lines.Clear();
        }
    }
}
