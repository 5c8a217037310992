using System.ComponentModel;
using System.Text;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>
/// A small shell process that outlives a killed worker just long enough to kill what the worker had started. It notices by the end of
/// a pipe whose other end nobody but this process holds. Should the guard itself be killed, another takes its place.
/// </summary>
internal sealed class Guard : IAsyncDisposable
{
    static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    internal static readonly string Script = ReadScript();

    readonly SupervisorParts _parts;
    readonly ChildLoop _loop;
    readonly Dictionary<int, long> _told = [];
    readonly Lock _gate = new();
    LeaderExit? _exit;
    int _pipe = -1;
    bool _closing;

    internal Guard(SupervisorParts parts, ChildLoop loop)
    {
        _parts = parts;
        _loop = loop;
        loop.Post(Start);
    }

    /// <summary>The guard's process, or 0 while there is none.</summary>
    internal int Pid { get; private set; }

    /// <summary>Tells the sessions that began and ended since the last time. Trees that were shorter than that are known by their marks.</summary>
    internal void Tell(IEnumerable<TreeLife> lives)
    {
        lock (_gate)
        {
            if (_pipe < 0)
            {
                return;
            }
            var running = lives.Select(life => life.Key).ToDictionary(key => key.Session, key => key.LeaderStartTicks);
            foreach (var (session, start) in _told.Where(told => !running.Contains(told)).ToList())
            {
                _ = Say($"-{session}\n") && _told.Remove(session);
            }
            foreach (var (session, start) in running.Where(now => !_told.ContainsKey(now.Key)))
            {
                _ = Say($"+{session} {start}\n") && _told.TryAdd(session, start);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task ended;
        lock (_gate)
        {
            _closing = true;
            ended = _exit?.Status ?? Task.CompletedTask;
            HangUp();
        }
        await ended.WithinAsync(EndPatience, null, _parts.Time).ConfigureAwait(false);
    }

    void Start()
    {
        lock (_gate)
        {
            if (!_closing)
            {
                _exit = TryStart();
                _ = ReplaceWhenGoneAsync(_exit?.Status ?? Task.CompletedTask);
            }
        }
    }

    /// <summary>Null for want of descriptors, memory or a shell; it is tried again.</summary>
    LeaderExit? TryStart()
    {
        try
        {
            return Start(Descriptors.Pipe());
        }
        catch (Exception failure) when (failure is Win32Exception or ChildStartException)
        {
            return null;
        }
    }

    LeaderExit? Start((int Read, int Write) pipe)
    {
        var (read, write) = pipe;
        Libc.Fcntl(write, Constants.SetStatusFlags, Constants.NonBlocking);
        using var plan = new SpawnPlan(Signals.HangUp, Signals.Interrupt, Signals.Terminate);
        var error = plan.Run(Command(), new SpawnFiles("/", read, -1, -1), out var pid);
        Libc.Close(read);
        var pidfd = error == 0 ? Descriptors.OpenProcess(pid) : -1;
        if (pidfd < 0)
        {
            Libc.Close(write);
            return null;
        }
        (Pid, _pipe) = (pid, write);
        var exit = new LeaderExit(_loop, pid, pidfd, _parts.Time);
        exit.Start();
        return exit;
    }

    SpawnCommand Command() => new("/bin/sh",
        ["sh", "-c", Script, "longhaul-guard", _parts.Markers.InstanceId, $"{_parts.Markers.InstanceNumber}"],
        ["PATH=/usr/local/bin:/usr/bin:/bin"]);

    async Task ReplaceWhenGoneAsync(Task gone)
    {
        await gone.ConfigureAwait(false);
        lock (_gate)
        {
            HangUp();
        }
        if (!_closing)
        {
            await Task.Delay(RestartPause, _parts.Time).ConfigureAwait(false);
            _loop.Post(Start);
        }
    }

    void HangUp()
    {
        if (_pipe >= 0)
        {
            Libc.Close(_pipe);
        }
        _pipe = -1;
        Pid = 0;
        _told.Clear();
    }

    // One line is one write below PIPE_BUF, so it arrives whole or not at all.
    bool Say(string line) => Descriptors.Write(_pipe, Encoding.ASCII.GetBytes(line)) > 0;

    static string ReadScript()
    {
        using var resource = typeof(Guard).Assembly.GetManifestResourceStream("guard.sh")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
