namespace Longhaul.Cli.Working;

/// <summary>The folder of a worker for scratch space, artifacts and long logs.</summary>
internal static class DataFolder
{
    // Each may be there already and belong to somebody else.
    private static readonly string[] Inner = ["instances", "work", "artifacts", "logs"];

    /// <summary>What to do where it cannot be used.</summary>
    public const string Remedy = "set LONGHAUL_DATA to a folder that this user may write in";

    /// <summary>Why a worker could not use it; null where it could. Makes nothing.</summary>
    public static string? WhyNot(string folder) =>
        new[] { folder }.Concat(Inner.Select(name => Path.Join(folder, name))).Select(WriteProbe.WhyNot).FirstOrDefault(why => why is not null);

    /// <summary>Makes it.</summary>
    /// <exception cref="ConfigurationException">A worker cannot use it.</exception>
    public static string Require(string folder)
    {
        var why = WhyNot(folder) ?? Make(folder);
        return why is null ? folder : throw new ConfigurationException($"LONGHAUL_DATA: the folder {TerminalText.Quote(folder)} cannot be used: {why}; {Remedy}");
    }

    private static string? Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message.TrimEnd('.');
        }
    }
}
