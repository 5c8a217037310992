using System.Runtime.InteropServices;

namespace Longhaul.Core.Artifacts;

/// <summary>What lies at a path; links are not followed.</summary>
internal enum FileEntryKind
{
    Missing,
    File,
    Folder,
    Link,

    /// <summary>A folder in whose place another file system, or another folder, is mounted.</summary>
    Mount,
    Other,
}

/// <summary>Tells a file or folder from every other one that is there at the same time.</summary>
internal readonly record struct FileId(ulong Device, ulong Inode);

/// <summary>
/// A look at one directory entry. .NET tells neither a pipe from a file (and hangs when it opens one) nor how many names a file has,
/// so on Linux the kernel is asked.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Names">How many hard links lead to it.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Id">Which one it is; elsewhere than on Linux always the same.</param>
internal readonly record struct FileEntry(FileEntryKind Kind, uint Names, long Size, FileId Id = default)
{
    private const int TypeMask = 0xF000, Folder = 0x4000, Regular = 0x8000, SymbolicLink = 0xA000;

    /// <summary>What it is, for a message.</summary>
    public string What => Kind switch
    {
        FileEntryKind.Missing => "nothing",
        FileEntryKind.File => "a file",
        FileEntryKind.Folder => "a folder",
        FileEntryKind.Link => "a link",
        FileEntryKind.Mount => "a mounted folder",
        _ => "neither a file nor a folder",
    };

    public static unsafe FileEntry Inspect(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return InspectByAttributes(path);
        }

        StatX stat;
        if (NativeFiles.Inspect(NativeFiles.CurrentFolder, path, NativeFiles.NoFollow, NativeFiles.BasicFields, &stat) == 0)
        {
            return Of(stat);
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NativeFiles.NoEntry or NativeFiles.NotAFolder
            ? new FileEntry(FileEntryKind.Missing, 0, 0)
            : throw new IOException($"'{UnsafePathException.Shown(path)}' cannot be looked at: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    internal static FileEntry Of(in StatX stat) =>
        new(KindOf(stat), stat.Names, (long)stat.Size, new FileId(((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor, stat.Inode));

    private static FileEntryKind KindOf(in StatX stat) => (stat.Mode & TypeMask) switch
    {
        Regular => FileEntryKind.File,
        Folder => (stat.Attributes & StatX.MountRoot) == 0 ? FileEntryKind.Folder : FileEntryKind.Mount,
        SymbolicLink => FileEntryKind.Link,
        _ => FileEntryKind.Other,
    };

    private static FileEntry InspectByAttributes(string path)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            return new FileEntry(FileEntryKind.Link, 1, 0);
        }

        return info switch
        {
            FileInfo { Exists: true } file => new FileEntry(FileEntryKind.File, 1, file.Length),
            DirectoryInfo { Exists: true } => new FileEntry(FileEntryKind.Folder, 1, 0),
            _ => new FileEntry(FileEntryKind.Missing, 0, 0),
        };
    }
}
