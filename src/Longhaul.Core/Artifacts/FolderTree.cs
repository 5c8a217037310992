namespace Longhaul.Core.Artifacts;

/// <summary>Removal of a folder with whatever a job may have left in it.</summary>
public static class FolderTree
{
    /// <summary>
    /// Removes a folder and all that is in it, or whatever else lies in its place; links are removed, not followed, and what is mounted there
    /// is left alone. Does nothing where it is not there. Unlike <see cref="Directory.Delete(string, bool)"/> it also removes names that are
    /// no valid UTF-8, folders that their owner may not write, and trees deeper than a path may be long.
    /// </summary>
    /// <exception cref="IOException">Something in it could not be removed.</exception>
    public static void Remove(string folder)
    {
        try
        {
            RemoveKind(folder, FileEntry.Inspect(folder).Kind);
        }
        catch (UnauthorizedAccessException)
        {
            // Told below.
        }

        if (FileEntry.Inspect(folder).Kind != FileEntryKind.Missing)
        {
            throw new IOException($"The folder '{folder}' could not be removed: something in it is protected, mounted or being written.");
        }
    }

    private static void RemoveKind(string path, FileEntryKind kind)
    {
        switch (kind)
        {
            case FileEntryKind.Missing or FileEntryKind.Mount:
                break;
            case FileEntryKind.Folder when OperatingSystem.IsLinux() && Environment.Is64BitProcess:
                RemoveFolder(path);
                break;
            case FileEntryKind.Folder:
                Directory.Delete(path, recursive: true);
                break;
            default:
                File.Delete(path);
                break;
        }
    }

    private static void RemoveFolder(string path)
    {
        using (var folder = OpenFolder.TryOpen(path))
        {
            if (folder is not null)
            {
                new FolderClearing(folder).Run();
            }
        }

        _ = OpenFolder.RemoveEmpty(path);
    }
}
