using System.Globalization;
using System.Text.RegularExpressions;

namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>Sizes as platforms write them: <c>512m</c>, <c>1gb</c>, <c>2GiB</c>, always in 1,024s.</summary>
internal static partial class DeploySize
{
    /// <summary>In bytes; null where it is none.</summary>
    /// <param name="text">The size.</param>
    /// <param name="unit">What a number alone counts.</param>
    public static long? Parse(string text, long unit)
    {
        var match = Pattern().Match(text.Trim());
        if (!match.Success)
        {
            return null;
        }

        var letter = match.Groups["unit"].Value.ToUpperInvariant();
        var bytes = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * (letter.Length == 0 ? unit : Math.Pow(1024, "BKMGT".IndexOf(letter[0])));
        return bytes is > 0 and < 1L << 60 ? (long)bytes : null;
    }

    [GeneratedRegex(@"\A(?<number>[0-9]{1,15}(\.[0-9]{1,9})?)\s*(?<unit>[bkmgtBKMGT])?(i?[bB])?\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Pattern();
}
