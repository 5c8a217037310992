namespace Longhaul.Processes;

/// <summary>Both output streams of one child: split into lines and handed to one sink, never two calls at once.</summary>
internal sealed class ChildOutput
{
    readonly Lock _gate = new();
    readonly OutputSink _sink;
    readonly TimeProvider _time;
    readonly OutputPipe _out;
    readonly OutputPipe _error;
    long _lastAt;
    volatile bool _deaf;

    internal ChildOutput(ChildLoop loop, int outFd, int errorFd, OutputSink sink, int maxLine, TimeProvider time)
    {
        _sink = sink;
        _time = time;
        _lastAt = time.GetTimestamp();
        _out = new OutputPipe(loop, outFd, _gate, Splitter(OutputStream.Out, maxLine), Noted);
        _error = new OutputPipe(loop, errorFd, _gate, Splitter(OutputStream.Error, maxLine), Noted);
        Ended = Task.WhenAll(_out.Ended, _error.Ended);
    }

    internal Task Ended { get; }

    internal Exception? SinkFailure { get; private set; }

    internal TimeSpan SilentFor => _time.GetElapsedTime(Volatile.Read(ref _lastAt));

    internal void Start()
    {
        _out.Start();
        _error.Start();
    }

    /// <summary>Takes what is there and closes both pipes. Returns whether anything was cut off: somebody still held a pipe, or the sink
    /// did not return within <paramref name="patience"/> and is not called again.</summary>
    internal bool CloseNow(TimeSpan patience)
    {
        if (Ended.IsCompleted)
        {
            return false;
        }
        if (!_gate.TryEnter(patience))
        {
            _deaf = true;
            _out.Abandon();
            _error.Abandon();
            return true;
        }
        var held = _out.CloseNow() | _error.CloseNow();
        _gate.Exit();
        return held;
    }

    LineSplitter Splitter(OutputStream stream, int maxLine) => new(maxLine, (line, end) => Deliver(stream, line, end));

    void Noted() => Volatile.Write(ref _lastAt, _time.GetTimestamp());

    void Deliver(OutputStream stream, ReadOnlySpan<byte> line, LineEnd end)
    {
        if (_deaf || SinkFailure is not null)
        {
            return;
        }
        try
        {
            _sink(stream, line, end);
        }
        catch (Exception failure)
        {
            SinkFailure = failure;
        }
    }
}
