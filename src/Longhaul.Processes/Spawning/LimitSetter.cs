using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>Sets limits from outside, right after the start: posix_spawn has no place for them, and a wrapper such as <c>prlimit</c>
/// would cost a second exec.</summary>
internal static unsafe class LimitSetter
{
    const ulong CustomarySoftOpenFiles = 1024;

    internal static void Apply(int pid, ProcessLimits limits)
    {
        Set(pid, Constants.LimitCore, limits.CoreBytes);
        Set(pid, Constants.LimitFileSize, limits.FileBytes);
        Set(pid, Constants.LimitCpu, limits.CpuSeconds);
        Set(pid, Constants.LimitProcesses, limits.Processes);
        if (limits.OpenFiles is null)
        {
            LowerSoftOpenFiles(pid);
        }
        else
        {
            Set(pid, Constants.LimitOpenFiles, limits.OpenFiles);
        }
    }

    /// <summary>A limit above what the worker itself may have is cut to that.</summary>
    static void Set(int pid, int resource, long? value)
    {
        ResourceLimits now;
        if (value is null || Libc.ResourceLimit(pid, resource, null, &now) != 0)
        {
            return;
        }
        var wanted = Math.Min((ulong)value, now.Hard);
        var limits = new ResourceLimits { Soft = wanted, Hard = wanted };
        Libc.ResourceLimit(pid, resource, &limits, null);
    }

    static void LowerSoftOpenFiles(int pid)
    {
        ResourceLimits limits;
        if (Libc.ResourceLimit(pid, Constants.LimitOpenFiles, null, &limits) == 0 && limits.Soft > CustomarySoftOpenFiles)
        {
            limits.Soft = CustomarySoftOpenFiles;
            Libc.ResourceLimit(pid, Constants.LimitOpenFiles, &limits, null);
        }
    }
}
