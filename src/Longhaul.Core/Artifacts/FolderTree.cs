using System.Runtime.InteropServices;

namespace Longhaul.Core.Artifacts;

/// <summary>Removal of a folder with whatever a job may have left in it.</summary>
public static unsafe partial class FolderTree
{
    private const int DepthFirst = 8, DoNotFollow = 1, OpenFolders = 16;

    /// <summary>
    /// Removes a folder and all that is in it; links are removed, not followed. Does nothing where it is not there. Names that are no valid
    /// UTF-8 are removed as well, which <see cref="Directory.Delete(string, bool)"/> cannot.
    /// </summary>
    /// <exception cref="IOException">Something in it could not be removed.</exception>
    public static void Remove(string folder)
    {
        if (FileEntry.Inspect(folder).Kind != FileEntryKind.Folder)
        {
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            Directory.Delete(folder, recursive: true);
        }
        else
        {
            _ = Walk(folder, &RemoveOne, OpenFolders, DepthFirst | DoNotFollow);
        }

        if (Directory.Exists(folder))
        {
            throw new IOException($"The folder '{folder}' could not be removed: something in it is protected or being written.");
        }
    }

    // Goes on after a failure, so that as little as possible is left: the folder that holds the rest then tells of it.
    [UnmanagedCallersOnly]
    private static int RemoveOne(byte* path, void* status, int type, void* place)
    {
        _ = RemovePath(path);
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "nftw", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Walk(string path, delegate* unmanaged<byte*, void*, int, void*, int> visit, int openFolders, int flags);

    [LibraryImport("libc", EntryPoint = "remove", SetLastError = true)]
    private static partial int RemovePath(byte* path);
}
