namespace Longhaul.Cli.Configuration;

/// <summary>The folder that this process was called in.</summary>
internal static class CurrentFolder
{
    /// <summary>Its full path; null where somebody has removed it.</summary>
    public static string? Find()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (IOException)
        {
            // Whoever asks for it later, such as a web server for its files, would fail as well.
            Directory.SetCurrentDirectory("/");
            return null;
        }
    }
}
