namespace Longhaul.Core.Artifacts;

/// <summary>The folders of attempts below a root: <c>runs/RUN/STEP/JOB-TOKEN</c>.</summary>
internal static class LocalArtifactFolders
{
    /// <summary>Where copies from another file system grow, in folders of the same names.</summary>
    public const string Arriving = "arriving";

    /// <summary>Every attempt's folder, copies that were never finished included; whatever else lies there is left alone.</summary>
    public static IEnumerable<(string Folder, ArtifactPlace Place)> List(string root) => ListIn(root).Concat(IsFolder(Path.Join(root, Arriving)) ? ListIn(Path.Join(root, Arriving)) : []);

    private static IEnumerable<(string Folder, ArtifactPlace Place)> ListIn(string root) =>
        from run in FoldersIn(Path.Join(root, "runs"))
        from step in FoldersIn(run)
        from folder in FoldersIn(step)
        let place = ArtifactPlace.Parse(Path.GetRelativePath(root, folder))
        where place is not null
        select (folder, place.Value);

    /// <summary>Removes an attempt's folder, and those above it that are empty then.</summary>
    public static void Remove(string folder)
    {
        FolderTree.Remove(folder);
        var step = Path.GetDirectoryName(folder)!;
        _ = RemoveEmpty(step) && RemoveEmpty(Path.GetDirectoryName(step)!);
    }

    // A link is no folder of this store: what it leads to is not to be removed.
    private static IEnumerable<string> FoldersIn(string folder) =>
        IsFolder(folder) ? Directory.GetDirectories(folder).Where(IsFolder) : [];

    private static bool IsFolder(string path) => FileEntry.Inspect(path).Kind is FileEntryKind.Folder or FileEntryKind.Mount;

    // Somebody may publish into it at this very moment: then it is not empty, or made again.
    private static bool RemoveEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
