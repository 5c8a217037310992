using System.Runtime.InteropServices;
using System.Text;

namespace Longhaul.Core.Artifacts;

/// <summary>
/// A folder that is held open, and what is done to the names in it: whatever is put in the place of a name, no call leaves the folder. Linux
/// only. Names are bytes with a zero at their end, since a job's need be no valid UTF-8; a call that fails answers false.
/// </summary>
internal sealed unsafe class OpenFolder : IDisposable
{
    private const uint OwnerMayAll = 0x1C0;
    private const int NameOffset = 19; // of struct dirent on every 64-bit processor

    private readonly int _fd;

    private OpenFolder(int fd) => _fd = fd;

    /// <summary>Opens a folder; null where it is none, or a link, or a mount, or may not be read even by its owner.</summary>
    public static OpenFolder? TryOpen(string path) => TryOpen(NativeFiles.CurrentFolder, Encoding.UTF8.GetBytes(path + "\0"));

    /// <summary>Removes an empty folder by its path; a link is none.</summary>
    public static bool RemoveEmpty(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            return NativeFiles.Unlink(NativeFiles.CurrentFolder, name, NativeFiles.IsFolder) == 0;
        }
    }

    /// <summary>Opens a folder in this one, under the same conditions.</summary>
    public OpenFolder? TryOpen(ReadOnlySpan<byte> name) => TryOpen(_fd, name);

    public bool RemoveFile(ReadOnlySpan<byte> name) => Remove(name, 0);

    /// <summary>Removes an empty folder.</summary>
    public bool RemoveFolder(ReadOnlySpan<byte> name) => Remove(name, NativeFiles.IsFolder);

    /// <summary>Moves a folder in this one into another folder.</summary>
    public bool MoveFolder(ReadOnlySpan<byte> name, OpenFolder target, ReadOnlySpan<byte> newName)
    {
        fixed (byte* from = name, to = newName)
        {
            // Its entry for the folder above changes, so that it must be writable itself.
            _ = NativeFiles.ChangeMode(_fd, from, OwnerMayAll, NativeFiles.NoFollow);
            return NativeFiles.Rename(_fd, from, target._fd, to) == 0;
        }
    }

    /// <summary>The names in it, at most so many.</summary>
    public List<byte[]> Names(int most)
    {
        var names = new List<byte[]>();
        var fd = Open(_fd, ".\0"u8);
        var listing = fd < 0 ? 0 : NativeFiles.OpenListing(fd);
        if (listing == 0)
        {
            _ = fd < 0 ? 0 : NativeFiles.Close(fd);
            return names;
        }

        while (names.Count < most && NativeFiles.ReadListing(listing) is not null and var entry)
        {
            var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset);
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                names.Add([.. name, 0]);
            }
        }

        _ = NativeFiles.CloseListing(listing);
        return names;
    }

    public void Dispose() => _ = NativeFiles.Close(_fd);

    private static OpenFolder? TryOpen(int parent, ReadOnlySpan<byte> name)
    {
        var fd = Open(parent, name);
        if (fd < 0)
        {
            return null;
        }

        StatX stat;
        var told = NativeFiles.Inspect(fd, "", NativeFiles.EmptyPath, NativeFiles.BasicFields, &stat) == 0;
        if (!told || FileEntry.Of(stat).Kind != FileEntryKind.Folder)
        {
            _ = NativeFiles.Close(fd);
            return null;
        }

        if ((stat.Mode & OwnerMayAll) != OwnerMayAll)
        {
            _ = NativeFiles.ChangeMode(fd, stat.Mode & 0xFFFu | OwnerMayAll);
        }

        return new OpenFolder(fd);
    }

    private static int Open(int parent, ReadOnlySpan<byte> name)
    {
        fixed (byte* path = name)
        {
            var fd = NativeFiles.OpenFolder(parent, path);
            return fd < 0 && Marshal.GetLastPInvokeError() == NativeFiles.NoPermission
                && NativeFiles.ChangeMode(parent, path, OwnerMayAll, NativeFiles.NoFollow) == 0
                ? NativeFiles.OpenFolder(parent, path)
                : fd;
        }
    }

    private bool Remove(ReadOnlySpan<byte> name, int flags)
    {
        fixed (byte* path = name)
        {
            return NativeFiles.Unlink(_fd, path, flags) == 0;
        }
    }
}
