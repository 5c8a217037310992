using System.Text.RegularExpressions;

namespace Longhaul.Cli.Configuration;

/// <summary>Takes secrets out of what is shown.</summary>
internal static partial class Masking
{
    private const int MaxShown = 120;

    /// <summary>The text on one line without credentials and parameters of a URL, cut to a readable length.</summary>
    public static string Mask(string text)
    {
        var shown = Url().Match(text) is { Success: true } url ? url.Value + Place(text[url.Length..])
            : Password().IsMatch(text) ? "…"
            : MayHoldCredentials(text) ? "…" + Place(text)
            : text;
        var line = TerminalText.Neutralise(shown);
        return line.Length <= MaxShown ? line : line[..MaxShown] + "…";
    }

    // A URL that something stands before, or that is misspelt.
    private static bool MayHoldCredentials(string text) => text.Contains('@') || text.Contains("//", StringComparison.Ordinal) || text.Contains('?');

    // A password that was not percent-encoded may hold any of the characters that end a part; then nothing is safe to show.
    private static string Place(string rest)
    {
        var end = rest.AsSpan().IndexOfAny('?', '#');
        var at = rest.LastIndexOf('@');
        var place = end < 0 ? rest[(at + 1)..] : at > end ? "…" : rest[(at + 1)..end];
        return PortThatIsNone().Replace(place, ":…", 1);
    }

    [GeneratedRegex(@"^(jdbc:)?[A-Za-z][A-Za-z0-9+.-]*://", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<=^[^/\[]*):(?![0-9]*(/|$))[^/]*", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PortThatIsNone();

    [GeneratedRegex(@"(password|pwd)\s*=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Password();
}
