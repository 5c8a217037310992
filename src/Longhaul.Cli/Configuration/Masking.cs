using System.Text.RegularExpressions;

namespace Longhaul.Cli.Configuration;

/// <summary>Takes secrets out of what is shown.</summary>
internal static partial class Masking
{
    private const int MaxShown = 120;

    /// <summary>The text on one line without credentials and parameters of a URL, cut to a readable length.</summary>
    public static string Mask(string text)
    {
        var match = Url().Match(text);
        var shown = match.Success ? $"{match.Groups["scheme"].Value}://{match.Groups["host"].Value}{match.Groups["path"].Value}" : text;
        var line = TerminalText.Neutralise(shown);
        return line.Length <= MaxShown ? line : line[..MaxShown] + "…";
    }

    [GeneratedRegex(@"^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?#]*@)?(?<host>[^/?#@]*)(?<path>[^?#]*)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Url();
}
