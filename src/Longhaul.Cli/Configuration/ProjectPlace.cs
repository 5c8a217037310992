namespace Longhaul.Cli.Configuration;

/// <summary>Where the project is.</summary>
/// <param name="Folder">The full path of the folder in which relative paths start.</param>
/// <param name="File">The full path of the longhaul.yaml; null where there is none.</param>
internal sealed record ProjectPlace(string Folder, string? File)
{
    public const string FileName = "longhaul.yaml";

    /// <summary>Finds the project: the file that was named, else the one in the start folder, else the nearest one above it.</summary>
    /// <param name="reader">For <c>--file</c> and <c>LONGHAUL_FILE</c>.</param>
    /// <param name="start">The folder that <c>-C</c> names, or the current one.</param>
    /// <param name="startWasNamed">True: the start folder was named, so that <c>LONGHAUL_FILE</c> does not count.</param>
    /// <exception cref="ConfigurationException">A file or folder that was named is not there.</exception>
    public static ProjectPlace Find(SettingReader reader, string start, bool startWasNamed)
    {
        if (!Directory.Exists(start))
        {
            throw new ConfigurationException($"-C: there is no folder {TerminalText.Quote(start)}; name one that exists, or make one with: longhaul init DIR");
        }

        if (reader.Find(SettingTable.File) is { } given && (given.Source.StartsWith('-') || !startWasNamed))
        {
            return Named(given, start);
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, FileName);
            if (System.IO.File.Exists(file))
            {
                return new ProjectPlace(folder.FullName, file);
            }
        }

        return new ProjectPlace(Path.GetFullPath(start), null);
    }

    /// <summary>The file, for commands that cannot do without.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public string RequireFile() => File ?? throw new ConfigurationException(
        $"there is no {FileName} in {TerminalText.Quote(Folder)} or above it; make one with `longhaul init`, or say where it is with -C DIR");

    private static ProjectPlace Named(Given given, string start)
    {
        var path = Path.GetFullPath(given.Text, start);
        var file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        return System.IO.File.Exists(file)
            ? new ProjectPlace(Path.GetDirectoryName(file)!, file)
            : throw new ConfigurationException($"{given.Source}: there is no file {TerminalText.Quote(file)}; name a {FileName} that exists");
    }
}
