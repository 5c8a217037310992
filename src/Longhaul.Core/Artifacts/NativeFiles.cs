using System.Runtime.InteropServices;

namespace Longhaul.Core.Artifacts;

/// <summary>The few C library calls for what .NET has no call for: the type of a file, syncing a folder, and work within an open folder.</summary>
internal static unsafe partial class NativeFiles
{
    public const int CurrentFolder = -100;
    public const int NoFollow = 0x100, EmptyPath = 0x1000, IsFolder = 0x200;
    public const uint BasicFields = 0x7FF;
    public const int NoEntry = 2, NoPermission = 13, NotAFolder = 20;
    private const int ReadOnly = 0, CloseOnExec = 0x80000;

    // The only flags of open(2) here that differ between processors.
    private static readonly int FolderOnly = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x4000 | 0x8000 : 0x10000 | 0x20000;

    /// <summary>Opens a folder for reading, and nothing but a folder; a link at the path's end is refused.</summary>
    public static int OpenFolder(int folder, byte* name) => OpenAt(folder, name, ReadOnly | CloseOnExec | FolderOnly);

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

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int Unlink(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static partial int Rename(int folder, byte* name, int newFolder, byte* newName);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    public static partial int ChangeMode(int folder, byte* name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(int fd, uint mode);

    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    public static partial nint OpenListing(int fd);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    public static partial byte* ReadListing(nint listing);

    [LibraryImport("libc", EntryPoint = "closedir", SetLastError = true)]
    public static partial int CloseListing(nint listing);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int fd);
}

/// <summary>The part of <c>struct statx</c> that is read; its layout is the same on every processor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatX
{
    /// <summary>Among <see cref="Attributes"/>: something is mounted there. Kernels before 5.8 do not tell.</summary>
    public const ulong MountRoot = 0x2000;

    [FieldOffset(8)]
    public ulong Attributes;

    [FieldOffset(16)]
    public uint Names;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;
}
