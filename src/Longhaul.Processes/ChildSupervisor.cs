using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>
/// Starts children, hears them and answers for their whole trees: when one ends, is stopped, or this process is killed, nobody of
/// its tree is alive a second later. One per worker process.
/// </summary>
public sealed class ChildSupervisor : IAsyncDisposable
{
    readonly SupervisorParts _parts;
    readonly ChildLoop _loop;
    readonly Spawner _spawner;
    readonly TreeWatch _watch;
    readonly Guard? _guard;
    readonly bool _adopts;
    volatile bool _forbidsRights;
    int _disposed;

    /// <summary>Starts the supervising thread and the guard.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public ChildSupervisor(SupervisorOptions options)
    {
        Platform.Require();
        ChildSignal.EnsureNotIgnored();
        _parts = new SupervisorParts(options);
        _adopts = options.Subreaper && Libc.ProcessControl(Constants.SetChildSubreaper, 1, 0, 0, 0) == 0;
        _loop = new ChildLoop(() => _forbidsRights = PrepareThread(options));
        _spawner = new Spawner(_parts, _loop, options);
        _guard = options.Guard ? new Guard(_parts, _loop) : null;
        _watch = new TreeWatch(_parts, () => _guard?.Tell(_parts.Trees.Lives));
    }

    /// <summary>The guard's process number, or 0 while there is none.</summary>
    public int GuardPid => _guard?.Pid ?? 0;

    /// <summary>What this host permitted of the ways to keep hold of trees, in words for a person.</summary>
    public IReadOnlyList<string> Protections =>
    [
        "a session for each job",
        .. GuardPid > 0 ? ["guard against kill -9"] : Array.Empty<string>(),
        .. _adopts ? ["orphans adopted"] : Array.Empty<string>(),
        .. _forbidsRights ? ["no new privileges"] : Array.Empty<string>(),
    ];

    /// <summary>Starts a child. Its output goes to <paramref name="sink"/> from a pool thread.</summary>
    /// <exception cref="ChildStartException">It could not be started; the message says why and what to do.</exception>
    public Task<ChildProcess> StartAsync(ChildProcessSpec spec, OutputSink sink)
    {
        ObjectDisposedException.ThrowIf(_disposed == 1, this);
        SpecCheck.Validate(spec);
        var path = ExecutableLookup.Find(spec);
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() => Start(spec, path, sink, started));
        return started.Task;
    }

    /// <summary>Kills whatever still runs, with proof, and ends thread and guard.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }
        await Task.WhenAll(_parts.Trees.Lives.Select(life => life.KillNowAsync())).ConfigureAwait(false);
        await _watch.LookOnceAsync().ConfigureAwait(false);
        _watch.Dispose();
        if (_guard is not null)
        {
            await _guard.DisposeAsync().ConfigureAwait(false);
        }
        _loop.Dispose();
        _spawner.Dispose();
    }

    void Start(ChildProcessSpec spec, string path, OutputSink sink, TaskCompletionSource<ChildProcess> started)
    {
        try
        {
            var life = _spawner.Start(spec, path, sink);
            _watch.Wake();
            started.SetResult(new ChildProcess(life));
        }
        catch (Exception failure)
        {
            started.SetException(failure);
        }
    }

    static bool PrepareThread(SupervisorOptions options) =>
        options.NoNewPrivileges && Libc.ProcessControl(Constants.SetNoNewPrivileges, 1, 0, 0, 0) == 0;
}
