using System.Text;

namespace Longhaul.Cli.Output;

/// <summary>Makes text from elsewhere safe to show.</summary>
internal static class TerminalText
{
    /// <summary>The text with every control sequence, control character and bidirectional override made visible or harmless; tabs stay.</summary>
    public static string Neutralise(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') || !text.Any(NeedsChange))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            safe.Append(NeedsChange(c) ? Visible(c) : c);
        }

        return safe.ToString();
    }

    /// <summary>The text in quotation marks on one line, safe to show.</summary>
    public static string Quote(string text) => '"' + Neutralise(text) + '"';

    private static bool NeedsChange(char c) => (char.IsControl(c) && c != '\t') || IsOverride(c) || c is '\u2028' or '\u2029';

    private static bool IsOverride(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F';

    // The pictures of the control characters stand in the same order from U+2400 on.
    private static char Visible(char c) => c switch
    {
        < ' ' => (char)(0x2400 + c),
        '\u007F' => '\u2421',
        _ => '\uFFFD',
    };
}
