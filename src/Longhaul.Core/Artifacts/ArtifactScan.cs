using System.IO.Enumeration;

namespace Longhaul.Core.Artifacts;

/// <summary>Reads a folder that a job left behind, and refuses what must not be published.</summary>
internal sealed class ArtifactScan
{
    /// <summary>The most files one attempt may publish: its manifest travels with the outcome.</summary>
    public const int MaxFiles = 10_000;

    private readonly string _root;
    private readonly IReadOnlyList<string> _patterns;

    private ArtifactScan(string root, IReadOnlyList<string> patterns) => (_root, _patterns) = (root, patterns);

    /// <summary>Relative paths of the files to publish, in order.</summary>
    public List<string> Selected { get; } = [];

    /// <summary>Relative paths of the files that match no pattern.</summary>
    public List<string> Rest { get; } = [];

    /// <summary>The folder and all folders in it, as full paths.</summary>
    public List<string> Folders { get; } = [];

    /// <exception cref="UnsafePathException">Something in it must not be published, or the folder itself is a link or none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no folder.</exception>
    public static ArtifactScan Read(string root, IReadOnlyList<string> patterns)
    {
        RefuseRoot(root);
        var scan = new ArtifactScan(root, patterns);
        scan.ReadFolder(root);
        scan.Selected.Sort(StringComparer.Ordinal);
        return scan;
    }

    // A link here would have the files of another folder moved and removed.
    private static void RefuseRoot(string root)
    {
        var entry = FileEntry.Inspect(root);
        switch (entry.Kind)
        {
            case FileEntryKind.Folder:
                break;
            case FileEntryKind.Missing:
                throw new DirectoryNotFoundException($"The folder '{root}' is not there.");
            default:
                throw UnsafePathException.For(root, $"{entry.What} is in the place of the folder");
        }
    }

    private void ReadFolder(string folder)
    {
        Folders.Add(folder);
        foreach (var path in EntriesOf(folder))
        {
            Take(path, Path.GetRelativePath(_root, path));
        }
    }

    // What a job made unreadable stays so, however often it is tried again.
    private string[] EntriesOf(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (UnauthorizedAccessException)
        {
            throw UnsafePathException.Unreadable(Path.GetRelativePath(_root, folder));
        }
    }

    private void Take(string path, string relative)
    {
        RefuseName(relative);
        var entry = FileEntry.Inspect(path);
        switch (entry.Kind)
        {
            case FileEntryKind.Folder:
                ReadFolder(path);
                break;
            case FileEntryKind.File when entry.Names > 1:
                throw UnsafePathException.For(relative, "the file has a second name (a hard link) and could change later; copy it instead");
            case FileEntryKind.File:
                Add(relative);
                break;
            case FileEntryKind.Mount:
                throw UnsafePathException.For(relative, "another folder is mounted there; copy its files instead");
            case FileEntryKind.Link:
                throw UnsafePathException.For(relative, "links are not published; copy the file instead");
            default:
                throw UnsafePathException.For(relative, "it is neither a file nor a folder");
        }
    }

    private void Add(string relative)
    {
        var selected = _patterns.Count == 0 || _patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, relative, ignoreCase: false));
        (selected ? Selected : Rest).Add(relative);
        if (Selected.Count > MaxFiles)
        {
            throw UnsafePathException.For(relative, $"more than {MaxFiles} files; pack them into an archive");
        }
    }

    private static void RefuseName(string relative)
    {
        if (relative.Contains('\uFFFD'))
        {
            throw UnsafePathException.For(relative, "its name is no valid UTF-8");
        }

        _ = SafePath.Names(relative);
    }
}
