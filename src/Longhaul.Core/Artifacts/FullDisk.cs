namespace Longhaul.Core.Artifacts;

/// <summary>Knows the errors that say that a disk, or somebody's share of it, is full.</summary>
public static class FullDisk
{
    /// <summary>The <see cref="Exception.HResult"/> of one that says so.</summary>
    internal const int NoSpace = 28;

    private const int QuotaOnLinux = 122, QuotaOnMac = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>True where the error says so: it passes once somebody has made room.</summary>
    public static bool IsCauseOf(Exception error) => error is IOException && error.HResult switch
    {
        NoSpace => true,
        QuotaOnLinux => OperatingSystem.IsLinux(),
        QuotaOnMac => OperatingSystem.IsMacOS(),
        WindowsDiskFull or WindowsHandleDiskFull => true,
        _ => false,
    };
}
