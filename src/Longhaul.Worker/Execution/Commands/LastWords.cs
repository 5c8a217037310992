namespace Longhaul.Worker.Execution.Commands;

/// <summary>The end of a command's standard error, fit for one line of an error message.</summary>
internal static class LastWords
{
    private const int MaxLines = 3;
    private const int MaxLength = 600;

    /// <summary>The last lines that say something, after a colon; nothing where there are none.</summary>
    public static string Of(string errors)
    {
        var lines = errors.Split(['\n', '\r']).Select(Plain).Where(line => line.Length > 0).TakeLast(MaxLines);
        var text = string.Join(" | ", lines);
        return text.Length switch
        {
            0 => "",
            <= MaxLength => ": " + text,
            _ => ": …" + text[^MaxLength..],
        };
    }

    private static string Plain(string line) => string.Concat(line.Where(c => !char.IsControl(c))).Trim();
}
