using System.Runtime.InteropServices;

namespace Longhaul.Core.Artifacts;

/// <summary>The few C library calls for what .NET has no call for: the type of a file, and syncing a folder.</summary>
internal static unsafe partial class NativeFiles
{
    public const int CurrentFolder = -100;
    public const int NoFollow = 0x100;
    public const uint BasicFields = 0x7FF;
    public const int NoEntry = 2, NotAFolder = 20;
    private const int ReadOnly = 0, CloseOnExec = 0x80000;

    /// <summary>Makes the names in a folder durable. Does nothing where the system has no such call.</summary>
    /// <exception cref="IOException">The disk said no.</exception>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var fd = Open(path, ReadOnly | CloseOnExec);
        var failed = fd < 0 || Sync(fd) != 0;
        var error = Marshal.GetLastPInvokeError();
        if (fd >= 0)
        {
            _ = Close(fd);
        }

        if (failed)
        {
            throw new IOException($"The folder '{path}' could not be written through to the disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Inspect(int folder, string path, int flags, uint mask, StatX* result);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int fd);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int fd);
}

/// <summary>The part of <c>struct statx</c> that is read; its layout is the same on every processor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatX
{
    [FieldOffset(16)]
    public uint Names;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(40)]
    public ulong Size;
}
