using System.Buffers;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>
/// The worker's end of one output stream. The loop's thread only says that there is something; reading and the sink run on the thread
/// pool, one reader at a time, and the descriptor is watched again only when it is empty. So a slow sink holds up its own child and nobody else.
/// </summary>
internal sealed class OutputPipe(ChildLoop loop, int fd, Lock gate, LineSplitter lines, Action onRead) : IReadyHandler, IThreadPoolWorkItem
{
    const int BufferBytes = 64 * 1024;

    // One turn; then others get the thread.
    const int ReadsPerTurn = 16;

    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _key;
    bool _closed;
    volatile bool _abandoned;

    /// <summary>Completes at the stream's end, or when it was closed.</summary>
    internal Task Ended => _ended.Task;

    internal void Start() => _key = loop.Watch(fd, this, Epoll.Readable | Epoll.OneShot);

    void IReadyHandler.OnReady(uint events)
    {
        if (events != Epoll.HungUp || !TryCloseAtOnce())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (gate)
        {
            if (_closed)
            {
                return;
            }
            switch (ReadOneTurn())
            {
                case var _ when _abandoned: Close(); break;
                case Turn.AtEnd: Close(); break;
                case Turn.Empty: loop.Rearm(fd, _key, Epoll.Readable | Epoll.OneShot); break;
                default: ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); break;
            }
        }
    }

    /// <summary>Takes what is in the pipe now and closes it, whoever else still holds it. Returns whether somebody did. The gate must be held.</summary>
    internal bool CloseNow()
    {
        if (_closed)
        {
            return false;
        }
        var held = ReadOneTurn() != Turn.AtEnd;
        Close();
        return held;
    }

    /// <summary>Leaves the closing to the reader who is stuck in the sink, should that ever return.</summary>
    internal void Abandon() => _abandoned = true;

    // Everybody has closed it and nothing is in it: the usual end of a quiet child, not worth a turn on the pool.
    bool TryCloseAtOnce()
    {
        if (!lines.IsEmpty || !gate.TryEnter())
        {
            return false;
        }
        if (!_closed)
        {
            Close();
        }
        gate.Exit();
        return true;
    }

    Turn ReadOneTurn()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var turn = Turn.More;
        for (var i = 0; i < ReadsPerTurn && turn == Turn.More; i++)
        {
            turn = ReadOnce(buffer.AsSpan(0, BufferBytes));
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return turn;
    }

    Turn ReadOnce(Span<byte> buffer)
    {
        var count = Descriptors.Read(fd, buffer);
        if (count <= 0)
        {
            return count == -Errno.TryAgain ? Turn.Empty : Turn.AtEnd;
        }
        onRead();
        lines.Push(buffer[..count], moreWaits: count == buffer.Length);
        return Turn.More;
    }

    void Close()
    {
        _closed = true;
        lines.Finish();
        loop.Forget(fd, _key);
        Libc.Close(fd);
        _ended.TrySetResult();
    }

    enum Turn
    {
        More,
        Empty,
        AtEnd,
    }
}
