using Longhaul.Worker.Liveness;

namespace Longhaul.Worker;

/// <summary>
/// Gives heartbeats a thread of their own until the worker's very end: neither an exhausted thread pool nor a blocked store call may make a
/// healthy worker look dead.
/// </summary>
internal sealed class HeartbeatThread : IDisposable
{
    private static readonly TimeSpan RenewalTimeout = TimeSpan.FromSeconds(3);

    private readonly WorkerContext _worker;
    private readonly HeartbeatLoop _heartbeat;
    private readonly LeaseWatch _watch;
    private readonly ReconnectBackoff _backoff = new();
    private readonly ThreadPump _pump = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;
    private long _beatAt;

    public HeartbeatThread(WorkerContext worker, HeartbeatLoop heartbeat, LeaseWatch watch)
    {
        (_worker, _heartbeat, _watch) = (worker, heartbeat, watch);
        _beatAt = worker.Clock.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = "longhaul-heartbeat", Priority = ThreadPriority.AboveNormal };
    }

    /// <summary>How long ago the thread last came round.</summary>
    public TimeSpan SinceBeat => _worker.Clock.GetElapsedTime(Interlocked.Read(ref _beatAt));

    public void Start() => _thread.Start();

    /// <summary>Ends the heartbeats; one without an answer yet is given up.</summary>
    public void End()
    {
        _end.Cancel();
        _worker.BeatNow.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    public void Dispose()
    {
        End();
        _pump.Dispose();
        _end.Dispose();
    }

    private void Run()
    {
        while (!_end.IsCancellationRequested)
        {
            if (!_pump.Run(BeatAsync, RenewalTimeout))
            {
                NoAnswer();
            }

            Watch();
            Interlocked.Exchange(ref _beatAt, _worker.Clock.GetTimestamp());
            _worker.BeatNow.WaitOne(Pause());
        }
    }

    // An error that left this thread would end the process.
    private void Watch()
    {
        try
        {
            _watch.RunOnce();
        }
        catch (Exception e)
        {
            _worker.Guard.Report("lease watch", e);
        }
    }

    private async Task BeatAsync(CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel, _end.Token);
        try
        {
            await _worker.Guard.RunAsync("heartbeat", () => _heartbeat.RunOnceAsync(enough.Token), enough.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The worker's end.
        }
        catch (OperationCanceledException)
        {
            NoAnswer();
        }
    }

    private void NoAnswer() =>
        _worker.Link.Down($"The store did not answer a renewal within {RenewalTimeout.TotalSeconds:0} s.");

    // While jobs run or outcomes wait it tries at every tick, far below half a lease; an idle worker may be more patient.
    private TimeSpan Pause()
    {
        var tick = _worker.Options.Lease.Tick;
        if (_worker.Link.IsUp)
        {
            _backoff.Reset();
            return tick;
        }

        var wait = _backoff.Next();
        var busy = _worker.Running.Count > 0 || _worker.Outcomes.Count > 0;
        var chosen = busy && wait > tick ? tick : wait;
        _worker.Log.StoreRetry((long)chosen.TotalMilliseconds);
        return chosen;
    }
}
