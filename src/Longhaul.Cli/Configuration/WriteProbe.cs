namespace Longhaul.Cli.Configuration;

/// <summary>Tries whether this user can make files in a folder.</summary>
internal static class WriteProbe
{
    /// <summary>Why no file can be made in the folder, or in the nearest one above it where it is not there yet; null where one can.</summary>
    public static string? WhyNot(string folder)
    {
        var there = Nearest(folder);
        if (!Directory.Exists(there))
        {
            return $"{there} is no folder";
        }

        try
        {
            var name = Path.Join(there, $".longhaul-probe-{Environment.ProcessId}-{Guid.NewGuid():N}");
            using var probe = new FileStream(name, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"no file can be made in {there}: {Reason(e)}";
        }
    }

    /// <summary>The folder, or the nearest above it, that is there; or a file that is in the way.</summary>
    public static string Nearest(string folder)
    {
        while (!Path.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder) ?? "/";
        }

        return folder;
    }

    // Without the probe's own name.
    private static string Reason(Exception e) => e is UnauthorizedAccessException ? "permission denied"
        : e is FileNotFoundException or DirectoryNotFoundException ? "its file system takes none"
        : e.Message.Split(" : ")[0].TrimEnd('.');
}
