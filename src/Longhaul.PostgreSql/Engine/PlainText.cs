using System.Buffers;
using System.Text;

namespace Longhaul.PostgreSql.Engine;

/// <summary>The server's text knows neither NUL nor half a character; both become the replacement character.</summary>
internal static class PlainText
{
    private static readonly SearchValues<char> Suspect = SearchValues.Create(
        ['\0', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    public static string? Of(string? text) => text is null || text.AsSpan().IndexOfAny(Suspect) < 0 ? text : Replace(text);

    private static string Replace(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        }

        return plain.ToString();
    }
}
