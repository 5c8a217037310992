using System.Runtime.InteropServices;

namespace Longhaul.Processes.Native;

/// <summary><c>struct rusage</c> on 64-bit Linux; only the first five fields are read.</summary>
[StructLayout(LayoutKind.Sequential, Size = 144)]
internal struct ResourceUsage
{
    internal long UserSeconds;
    internal long UserMicroseconds;
    internal long SystemSeconds;
    internal long SystemMicroseconds;
    internal long MaxResidentKiB;

    internal readonly TimeSpan Cpu =>
        TimeSpan.FromSeconds(UserSeconds + SystemSeconds) + TimeSpan.FromMicroseconds(UserMicroseconds + SystemMicroseconds);
}

/// <summary><c>struct rlimit</c> on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimits
{
    internal ulong Soft;
    internal ulong Hard;
}
