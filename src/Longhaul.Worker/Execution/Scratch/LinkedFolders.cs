namespace Longhaul.Worker.Execution.Scratch;

/// <summary>Finds what running attempts, of whichever process, have links to in their run folders.</summary>
internal static class LinkedFolders
{
    /// <summary>The full paths of the folders that are linked to.</summary>
    public static IReadOnlySet<string> In(string dataFolder)
    {
        var work = ScratchNames.RootOf(dataFolder);
        var linked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scratch in Directory.Exists(work) ? Directory.GetDirectories(work) : [])
        {
            AddFrom(Path.Join(scratch, "run"), linked);
        }

        return linked;
    }

    // The attempt may end meanwhile.
    private static void AddFrom(string folder, HashSet<string> linked)
    {
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateDirectories())
            {
                if (entry.LinkTarget is { } target)
                {
                    linked.Add(Path.GetFullPath(target));
                }
                else
                {
                    AddFrom(entry.FullName, linked);
                }
            }
        }
        catch (IOException)
        {
            // It is gone, and so are its links.
        }
    }
}
