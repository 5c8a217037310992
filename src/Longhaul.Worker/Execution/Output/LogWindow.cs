using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Output;

/// <summary>
/// What the store is to keep of one attempt's output: its first lines for good, and its last ones as a window that rolls. It holds what the
/// store has not yet, so that an outage costs no more memory than the cap. Not safe for several threads.
/// </summary>
/// <remarks>
/// Pieces get even sequence numbers. The line that stands for what was left out takes the odd number after the last piece that is gone: so
/// it always stands between head and tail, and each new one forgets the one before.
/// </remarks>
internal sealed class LogWindow(AttemptRef attempt, LogCaps caps, string fileShown)
{
    // What a piece costs the store beside its text: without it, a job that says little for days would leave very many pieces.
    private const int PieceBytes = 64;

    private readonly Queue<LogChunk> _tail = [];
    private readonly List<LogChunk> _unsent = [];
    private LogChunk? _open;
    private byte[]? _spare;
    private long _next = 2;
    private long _headBytes;
    private long _tailBytes;
    private long _lastOfHead;
    private long _goneTo;
    private long _markedTo;
    private long _goneLines;
    private long _goneBytes;
    private bool _headFull;

    /// <summary>How many bytes wait for the store.</summary>
    public long PendingBytes { get; private set; }

    /// <summary>True where the file with the whole output does not have all of it either.</summary>
    public bool FileIsShort { get; set; }

    /// <summary>Adds a line, given without its end, or a piece that the next one of its stream goes on with.</summary>
    public void Add(LogStream stream, ReadOnlySpan<byte> line, bool endLine = true)
    {
        var size = LogChunk.SizeOf(line, endLine);
        if (size == 0)
        {
            return;
        }

        CloseHeadIfFull(size);
        if (_open is null || _open.Stream != stream || !_open.HasRoomFor(size))
        {
            Open(stream);
        }

        _open!.Add(line, endLine);
        PendingBytes += size;
        if (_headFull)
        {
            _tailBytes += size;
            RollTail();
        }
        else
        {
            _headBytes += size;
        }
    }

    /// <summary>What the store does not have yet, in order. It may be sent more than once.</summary>
    public List<LogAppend> Pending()
    {
        _open = null;
        _unsent.RemoveAll(chunk => chunk.Sent);
        var items = _unsent.ConvertAll(chunk => chunk.ToAppend(attempt));
        if (_goneTo > _markedTo)
        {
            var mark = new LogAppend(attempt, _goneTo + 1, LogStream.System, LeftOutText(), _lastOfHead + 1, _goneTo);
            items.Insert(items.FindLastIndex(item => item.Sequence < mark.Sequence) + 1, mark);
        }

        return items;
    }

    /// <summary>The store has these.</summary>
    public void Kept(IReadOnlyList<LogAppend> items)
    {
        var numbers = items.Select(item => item.Sequence).ToHashSet();
        foreach (var chunk in _unsent.Where(chunk => !chunk.Sent && numbers.Contains(chunk.Sequence)))
        {
            PendingBytes -= chunk.Bytes;
            chunk.Release();
        }

        _markedTo = items.Where(item => item.ForgetTo > 0).Select(item => item.ForgetTo).Append(_markedTo).Max();
    }

    private void CloseHeadIfFull(int size)
    {
        if (!_headFull && (_headBytes + size > caps.HeadBytes))
        {
            _headFull = true;
            _open = null;
        }
    }

    private void Open(LogStream stream)
    {
        _open = new LogChunk(_next, stream, _spare);
        _spare = null;
        _next += 2;
        _unsent.Add(_open);
        if (_headFull)
        {
            _tail.Enqueue(_open);
            _tailBytes += PieceBytes;
            return;
        }

        _headBytes += PieceBytes;
        _lastOfHead = _open.Sequence;
    }

    private void RollTail()
    {
        while (_tailBytes > caps.TailBytes && _tail.Count > 1)
        {
            var gone = _tail.Dequeue();
            _tailBytes -= gone.Bytes + PieceBytes;
            _goneLines += gone.Lines;
            _goneBytes += gone.Bytes;
            _goneTo = gone.Sequence;
            PendingBytes -= gone.Sent ? 0 : gone.Bytes;
            _spare = gone.Release() ?? _spare;
        }
    }

    private string LeftOutText() =>
        $"… {GoneText()} left out here; {(FileIsShort ? "the beginning" : "the whole output")} is in {fileShown}\n";

    private string GoneText() => _goneLines == 0 ? $"{ByteSize.Show(_goneBytes)} of a line" : $"{_goneLines:N0} lines ({ByteSize.Show(_goneBytes)})";
}
