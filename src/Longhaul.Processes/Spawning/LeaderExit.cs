using System.Runtime.InteropServices;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>How the first process of a tree ended. Unknown if somebody else in this process collected its status first.</summary>
internal readonly record struct LeaderStatus(int? ExitCode, int? Signal, long MaxRssBytes, TimeSpan Cpu, long ReapedAt)
{
    internal static LeaderStatus From(int status, in ResourceUsage usage, long reapedAt)
    {
        var signal = status & 0x7f;
        return new LeaderStatus(
            signal == 0 ? (status >> 8) & 0xff : null, signal == 0 ? null : signal, usage.MaxResidentKiB * 1024, usage.Cpu, reapedAt);
    }
}

/// <summary>
/// Waits for one child by its pidfd and collects exactly that child. Never any other: .NET collects the children of its own
/// <c>Process</c> class by pid after looking at each (it calls waitpid(-1) only where SIGCHLD was ignored at start, which
/// <see cref="ChildSignal"/> rules out), so the two never take each other's.
/// </summary>
internal sealed class LeaderExit(ChildLoop loop, int pid, int pidfd, TimeProvider time) : IReadyHandler
{
    readonly TaskCompletionSource<LeaderStatus> _status = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _key;

    internal Task<LeaderStatus> Status => _status.Task;

    internal void Start() => _key = loop.Watch(pidfd, this, Epoll.Readable);

    unsafe void IReadyHandler.OnReady(uint events)
    {
        int status;
        ResourceUsage usage;
        var waited = Libc.Wait4(pid, &status, Constants.WaitNoHang, &usage);
        if (waited == pid)
        {
            Finish(LeaderStatus.From(status, usage, time.GetTimestamp()));
        }
        else if (waited < 0 && Marshal.GetLastPInvokeError() == Errno.NoChild)
        {
            Finish(new LeaderStatus(null, null, 0, TimeSpan.Zero, time.GetTimestamp()));
        }
    }

    void Finish(LeaderStatus status)
    {
        loop.Forget(pidfd, _key);
        Libc.Close(pidfd);
        Leaders.Remove(pid);
        _status.SetResult(status);
    }
}
