using System.Runtime.InteropServices;
using System.Text;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>What can be said about a process that was noted down earlier.</summary>
public enum Liveness
{
    /// <summary>It is certain that it runs.</summary>
    Alive,

    /// <summary>It is certain that it does not: its number is free, taken by a later process, or held by a zombie.</summary>
    Dead,

    /// <summary>It belongs to another boot or another pid namespace, or cannot be looked at, so nothing here can tell.</summary>
    Unknown,
}

/// <summary>A process named so that it can never be taken for a later one with the same number.</summary>
/// <param name="BootId">The kernel's id of this boot.</param>
/// <param name="PidNamespace">The pid namespace, such as <c>pid:[4026531836]</c>.</param>
/// <param name="Pid">The process number within that namespace.</param>
/// <param name="StartTicks">When it started, in clock ticks since boot (field 22 of /proc/PID/stat).</param>
public sealed record ProcessIdentity(string BootId, string PidNamespace, int Pid, long StartTicks)
{
    static readonly Lazy<string> Boot = new(() => ReadText("/proc/sys/kernel/random/boot_id"));
    static readonly Lazy<string> Namespace = new(() => File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "");
    static readonly Lazy<ProcessIdentity> Own = new(() => Of(Environment.ProcessId)
        ?? throw new PlatformNotSupportedException("The worker cannot read /proc/self/stat; mount /proc."));

    /// <summary>The running boot's id.</summary>
    public static string CurrentBootId => Boot.Value;

    /// <summary>This process's pid namespace.</summary>
    public static string CurrentPidNamespace => Namespace.Value;

    /// <summary>This process.</summary>
    public static ProcessIdentity Self => Own.Value;

    /// <summary>The process that has this number now, or null where none is alive.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ProcStat.TryRead(pid, out var stat) && stat.IsAlive ? At(pid, stat.StartTicks) : null;

    /// <summary>Whether it still runs. Zombies count as dead.</summary>
    public Liveness Check()
    {
        if (BootId != CurrentBootId || PidNamespace != CurrentPidNamespace)
        {
            return Liveness.Unknown;
        }
        try
        {
            if (ProcStat.TryRead(Pid, out var stat))
            {
                return stat.IsAlive && stat.StartTicks == StartTicks ? Liveness.Alive : Liveness.Dead;
            }
        }
        catch (IOException)
        {
            return Liveness.Unknown;
        }
        // A process that /proc hides (mount option hidepid) still takes a signal, or refuses it.
        return Libc.Kill(Pid, 0) == 0 || Marshal.GetLastPInvokeError() != Errno.NoProcess ? Liveness.Unknown : Liveness.Dead;
    }

    internal static ProcessIdentity At(int pid, long startTicks) => new(CurrentBootId, CurrentPidNamespace, pid, startTicks);

    static string ReadText(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        var count = ProcFile.Read(path, buffer);
        return Encoding.ASCII.GetString(buffer[..Math.Max(count, 0)]).Trim();
    }
}
