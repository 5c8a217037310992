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

    /// <summary>Takes what is there and closes both pipes. Returns whether somebody still held one.</summary>
    internal bool CloseNow() => _out.CloseNow() | _error.CloseNow();

    LineSplitter Splitter(OutputStream stream, int maxLine) => new(maxLine, (line, end) => Deliver(stream, line, end));

    void Noted() => Volatile.Write(ref _lastAt, _time.GetTimestamp());

    void Deliver(OutputStream stream, ReadOnlySpan<byte> line, LineEnd end)
    {
        if (SinkFailure is not null)
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
