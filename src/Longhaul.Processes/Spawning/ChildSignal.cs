using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>
/// A worker started by something that ignores SIGCHLD inherits that: the kernel then discards every exit status, and .NET, which
/// remembers it, would collect all children. Put back to the default before .NET looks.
/// </summary>
internal static unsafe class ChildSignal
{
    static readonly nint Ignore = 1;

    internal static void EnsureNotIgnored()
    {
        using var current = new NativeBlock(LibcSpawn.OpaqueSize);
        var known = Libc.SignalAction(Signals.ChildEnded, null, current.Start) == 0;
        // The handler is the first field of struct sigaction in glibc and musl.
        if (known && *(nint*)current.Start == Ignore)
        {
            using var standard = new NativeBlock(LibcSpawn.OpaqueSize);
            Libc.SignalAction(Signals.ChildEnded, standard.Start, null);
        }
    }
}
