using System.Text.RegularExpressions;

namespace Longhaul.Definitions.Reading;

/// <summary>Sizes as people write them: <c>512MB</c> counts in thousands, <c>1GiB</c> in 1,024s.</summary>
internal static partial class Sizes
{
    private const double Least = 1_000_000;
    private const double Most = 1L << 50;

    /// <summary>In bytes; null where it is none, or too small or large to be meant.</summary>
    public static long? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var thousand = match.Groups["binary"].Success ? 1024d : 1000d;
        var bytes = double.Parse(match.Groups["number"].Value) * Math.Pow(thousand, " KMGT".IndexOf(match.Groups["unit"].Value[0]));
        return bytes is >= Least and <= Most ? (long)bytes : null;
    }

    [GeneratedRegex(@"\A(?<number>[0-9]{1,9}(\.[0-9]{1,9})?)(?<unit>[KMGT])(?<binary>i)?B\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pattern();
}
