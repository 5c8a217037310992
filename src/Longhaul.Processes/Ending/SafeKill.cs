using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>Kills exactly the process that was looked at, whatever happened to its number since.</summary>
internal static class SafeKill
{
    internal static bool Kill(in ProcStat seen)
    {
        var pidfd = Descriptors.OpenProcess(seen.Pid);
        if (pidfd < 0)
        {
            return false;
        }
        try
        {
            return KillSame(pidfd, seen);
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            Libc.Close(pidfd);
        }
    }

    static bool KillSame(int pidfd, in ProcStat seen)
    {
        // The descriptor is bound to one process; only now can the start time prove which.
        var same = ProcStat.TryRead(seen.Pid, out var now) && now.IsAlive && now.StartTicks == seen.StartTicks;
        return same && Descriptors.SignalProcess(pidfd, Signals.Kill);
    }
}
