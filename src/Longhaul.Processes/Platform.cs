using System.Runtime.InteropServices;

namespace Longhaul.Processes;

/// <summary>Where trees can be supervised.</summary>
internal static class Platform
{
    internal static void Require()
    {
        var known = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;
        if (!OperatingSystem.IsLinux() || !known)
        {
            throw new PlatformNotSupportedException(
                "Command jobs need Linux on x64 or arm64: this system lacks pidfd_open, prlimit and /proc, without which the end of a "
                + "process tree cannot be proven. Run the worker in a Linux container, or in WSL on Windows.");
        }
    }
}
