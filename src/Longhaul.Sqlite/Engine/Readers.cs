using System.Collections.Concurrent;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Engine;

/// <summary>Two threads that read, each with a connection of its own, so that looking things up never waits for writing.</summary>
internal sealed class Readers(StoreFile file, Action<Database> opened) : IDisposable
{
    private const int Threads = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly BlockingCollection<Action<ReadConnection>> _waiting = [];
    private readonly Lock _gate = new();
    private readonly List<Thread> _threads = [];

    /// <summary>Reads inside one short transaction, so that all of it sees the same state.</summary>
    public Task<T> RunAsync<T>(Func<Database, T> work, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start();
        _waiting.Add(
            connection =>
            {
                if (cancel.IsCancellationRequested)
                {
                    answer.TrySetCanceled(cancel);
                    return;
                }

                try
                {
                    answer.TrySetResult(connection.Read(work));
                }
                catch (Exception failure)
                {
                    answer.TrySetException(failure);
                }
            },
            CancellationToken.None);
        return cancel.CanBeCanceled ? answer.Task.WaitAsync(cancel) : answer.Task;
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _threads.ForEach(thread => thread.Join());
        _waiting.Dispose();
    }

    private void Start()
    {
        lock (_gate)
        {
            while (_threads.Count < Threads)
            {
                var thread = new Thread(Loop) { IsBackground = true, Name = "longhaul-sqlite-reader" };
                _threads.Add(thread);
                thread.Start();
            }
        }
    }

    private void Loop()
    {
        using var connection = new ReadConnection(file, opened, Patience);
        foreach (var work in _waiting.GetConsumingEnumerable())
        {
            work(connection);
        }
    }
}
