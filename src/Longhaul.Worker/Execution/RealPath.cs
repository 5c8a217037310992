namespace Longhaul.Worker.Execution;

/// <summary>The one path of a file that may be reached by several.</summary>
internal static class RealPath
{
    /// <summary>The full path without links.</summary>
    /// <exception cref="IOException">Links that lead in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var entry = new FileInfo(Path.Join(Of(parent), Path.GetFileName(full)));
        return entry.LinkTarget is null ? entry.FullName : Of(entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }
}
