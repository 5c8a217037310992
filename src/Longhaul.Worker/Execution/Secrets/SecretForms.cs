using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Longhaul.Worker.Execution.Secrets;

/// <summary>The forms in which a secret may come out of a program that did not mean to show it.</summary>
internal static class SecretForms
{
    // A shorter value stands in too many innocent places.
    private const int MinLength = 4;

    // A long line is looked for in parts, so that no more than this, encoded, need be held back of an output.
    private const int MaxPart = 1024;

    // Where `base64` and PEM break their lines.
    private static readonly int[] LineLengths = [76, 64];

    /// <summary>Every form of a value; of one with several lines, those of each line.</summary>
    public static IEnumerable<byte[]> Of(string value)
    {
        var lines = value.Split('\n', '\r').Select(line => line.Trim()).Where(line => line.Length >= MinLength);
        var forms = lines.SelectMany(Parts).SelectMany(OfPart).Concat(BrokenBase64(value));
        return forms.Where(form => form.Length >= MinLength);
    }

    private static IEnumerable<byte[]> OfPart(byte[] part)
    {
        var texts = new List<string> { Convert.ToHexStringLower(part), Convert.ToHexString(part) };
        texts.AddRange(InBase64(part));
        texts.AddRange(InUrls(part));
        texts.AddRange(InJson(Encoding.UTF8.GetString(part)));
        return texts.Select(Encoding.UTF8.GetBytes).Prepend(part);
    }

    // Parts of whole characters: a half one would be none in JSON.
    private static IEnumerable<byte[]> Parts(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        for (var from = 0; from < bytes.Length;)
        {
            var to = bytes.Length - from < MaxPart + MinLength ? bytes.Length : from + MaxPart;
            while (to < bytes.Length && (bytes[to] & 0xC0) == 0x80)
            {
                to--;
            }

            yield return bytes[from..to];
            from = to;
        }
    }

    /// <summary>At each of the three places of a group of three bytes where it may begin: those characters that are its alone.</summary>
    private static IEnumerable<string> InBase64(byte[] part)
    {
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. part]);
            var (from, to) = (((before * 8) + 5) / 6, (before + part.Length) * 8 / 6);
            yield return whole[from..to];
            yield return whole[from..to].Replace('+', '-').Replace('/', '_');
        }
    }

    /// <summary>The lines that <c>base64</c> makes of the value alone; of the last one those characters that no line feed after the value changes.</summary>
    private static IEnumerable<byte[]> BrokenBase64(string value)
    {
        var padded = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        var whole = padded.TrimEnd('=');
        var certain = whole[..^(whole.Length == padded.Length ? 0 : 1)];
        return LineLengths.Where(length => certain.Length > length).SelectMany(length => certain.Chunk(length))
            .Where(line => line.Length >= 2 * MinLength).Select(line => Encoding.ASCII.GetBytes(line));
    }

    private static IEnumerable<string> InUrls(byte[] part)
    {
        foreach (var kept in (string[])["-_.~", "-_.", "-_.~!*'()", "-_.!*'()~;/?:@&=+$,#", "-_.~/", ""])
        {
            foreach (var format in (string[])["%X2", "%x2"])
            {
                var text = Percent(part, kept, format);
                yield return text;
                yield return text.Replace("%20", "+", StringComparison.Ordinal);
            }
        }
    }

    // What is kept stays as it is; where nothing is, letters and digits do not either.
    private static string Percent(byte[] part, string kept, string format)
    {
        var text = new StringBuilder(part.Length * 3);
        foreach (var one in part)
        {
            if (kept.Length > 0 && (char.IsAsciiLetterOrDigit((char)one) || kept.Contains((char)one, StringComparison.Ordinal)))
            {
                text.Append((char)one);
            }
            else
            {
                text.Append('%').Append(one.ToString(format[1..], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> InJson(string text)
    {
        var few = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        var many = JsonEncodedText.Encode(text).ToString();
        var ascii = string.Concat(few.Select(c => c < 0x7F ? $"{c}" : $"\\u{(int)c:x4}"));
        return ((string[])[few, ascii, many, Lower(many)])
            .SelectMany(form => (string[])[form, form.Replace("/", "\\/", StringComparison.Ordinal)]);
    }

    // The digits of \u002B and the like in small letters.
    private static string Lower(string escaped)
    {
        var text = new StringBuilder(escaped);
        for (var at = escaped.IndexOf("\\u", StringComparison.Ordinal); at >= 0; at = escaped.IndexOf("\\u", at + 2, StringComparison.Ordinal))
        {
            for (var digit = at + 2; digit < Math.Min(at + 6, text.Length); digit++)
            {
                text[digit] = char.ToLowerInvariant(text[digit]);
            }
        }

        return text.ToString();
    }
}
