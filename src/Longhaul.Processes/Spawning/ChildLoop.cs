using System.Collections.Concurrent;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>Something that waits for a descriptor. Called on the loop's thread, so it must be brief and must not throw.</summary>
internal interface IReadyHandler
{
    void OnReady(uint events);
}

/// <summary>
/// The one thread that starts children and hears of their end and their output. One thread, because "no new privileges" is set on it
/// and inherited by what it starts, and because 500 children must not cost 500 threads.
/// </summary>
internal sealed class ChildLoop : IDisposable
{
    const long WakeKey = 0;

    readonly Epoll _epoll = new();
    readonly int _wake = Libc.EventFd(0, Constants.CloseOnExec | Constants.NonBlocking);
    readonly ConcurrentQueue<Action> _posted = new();
    readonly ConcurrentDictionary<long, IReadyHandler> _handlers = new();
    readonly Thread _thread;
    long _lastKey = WakeKey;
    volatile bool _stopping;

    internal ChildLoop(Action onThreadStart)
    {
        _epoll.Watch(_wake, WakeKey, Epoll.Readable);
        _thread = new Thread(() => Run(onThreadStart)) { IsBackground = true, Name = "longhaul children" };
        _thread.Start();
    }

    /// <summary>Runs an action on the loop's thread. It must not throw.</summary>
    internal void Post(Action action)
    {
        _posted.Enqueue(action);
        Wake();
    }

    internal long Watch(int fd, IReadyHandler handler, uint events)
    {
        var key = Interlocked.Increment(ref _lastKey);
        _handlers[key] = handler;
        _epoll.Watch(fd, key, events);
        return key;
    }

    internal void Rearm(int fd, long key, uint events) => _epoll.Rearm(fd, key, events);

    internal void Forget(int fd, long key)
    {
        _epoll.Forget(fd);
        _handlers.TryRemove(key, out _);
    }

    /// <summary>Stops the thread. Nothing may be watched any more.</summary>
    public void Dispose()
    {
        _stopping = true;
        Wake();
        _thread.Join();
        Libc.Close(_wake);
        _epoll.Dispose();
    }

    void Run(Action onThreadStart)
    {
        onThreadStart();
        var ready = new List<(long Key, uint Events)>();
        while (!_stopping)
        {
            _epoll.Wait(ready);
            foreach (var (key, events) in ready)
            {
                Handle(key, events);
            }
        }
    }

    void Handle(long key, uint events)
    {
        if (key == WakeKey)
        {
            RunPosted();
        }
        else if (_handlers.TryGetValue(key, out var handler))
        {
            handler.OnReady(events);
        }
    }

    void RunPosted()
    {
        Span<byte> count = stackalloc byte[8];
        Descriptors.Read(_wake, count);
        while (_posted.TryDequeue(out var action))
        {
            action();
        }
    }

    void Wake() => Descriptors.Write(_wake, [1, 0, 0, 0, 0, 0, 0, 0]);
}
