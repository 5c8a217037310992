using System.Runtime.InteropServices;

namespace Longhaul.Worker;

/// <summary>
/// The system's clock, but its timestamps also count while the machine is suspended: a lease runs out in the store meanwhile, so it must
/// run out here too.
/// </summary>
internal sealed class BootClock : TimeProvider
{
    private const int ClockBoottime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private BootClock() { }

    /// <summary>The boot clock where there is one, else the system's.</summary>
    public static TimeProvider Instance { get; } = OperatingSystem.IsLinux() ? new BootClock() : System;

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override long GetTimestamp() =>
        ReadClock(ClockBoottime, out var now) == 0
            ? ((long)now.Seconds * NanosecondsPerSecond) + now.Nanoseconds
            : throw new InvalidOperationException("The kernel has no boot-time clock (CLOCK_BOOTTIME). Longhaul needs Linux 2.6.39 or later.");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadClock(int clock, out Timespec now);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
