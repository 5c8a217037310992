namespace Longhaul.Core.Artifacts;

/// <summary>Brings a folder to a file system where it cannot be renamed to.</summary>
internal static class OtherDisk
{
    private const int CrossDevice = 18, WindowsNotSameDevice = unchecked((int)0x80070011);

    /// <summary>True where the error says that a rename would have led to another file system.</summary>
    public static bool IsCauseOf(IOException error) => error.HResult is CrossDevice or WindowsNotSameDevice;

    /// <summary>Copies folders and files, each written through to the disk; where that fails nothing of the copy is left.</summary>
    /// <exception cref="IOException">The disk said no.</exception>
    public static void Copy(string folder, ArtifactScan scan, string target, CancellationToken cancel)
    {
        FolderTree.Remove(target);
        try
        {
            var copies = scan.Folders.ConvertAll(source => Path.GetFullPath(Path.GetRelativePath(folder, source), target));
            copies.ForEach(copy => Directory.CreateDirectory(copy));
            foreach (var path in scan.Selected)
            {
                cancel.ThrowIfCancellationRequested();
                CopyFile(SafePath.Resolve(folder, path), Path.Join(target, path));
            }

            copies.ForEach(NativeFiles.SyncFolder);
        }
        catch
        {
            FolderTree.Remove(target);
            throw;
        }
    }

    private static void CopyFile(string source, string target)
    {
        File.Copy(source, target);
        using var copy = File.OpenHandle(target, FileMode.Open, FileAccess.Read);
        RandomAccess.FlushToDisk(copy);
    }
}
