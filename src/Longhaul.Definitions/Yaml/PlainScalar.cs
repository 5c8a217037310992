using System.Text.RegularExpressions;

namespace Longhaul.Definitions.Yaml;

/// <summary>What an unquoted scalar means by the core schema of YAML 1.2: <c>no</c>, <c>on</c> and <c>010</c> are no surprises.</summary>
internal static partial class PlainScalar
{
    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    public static bool? Boolean(string text) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>A number as JSON writes it; null where the text is none, or one that JSON has no word for (infinity).</summary>
    public static string? Number(string text) =>
        Decimal().IsMatch(text) ? DecimalJson(text)
        : text.StartsWith("0x", StringComparison.Ordinal) && Hex().IsMatch(text) ? WholeJson(text[2..], 16)
        : text.StartsWith("0o", StringComparison.Ordinal) && Octal().IsMatch(text) ? WholeJson(text[2..], 8)
        : null;

    private static string? DecimalJson(string text)
    {
        if (Whole().IsMatch(text))
        {
            return System.Numerics.BigInteger.Parse(text).ToString();
        }

        var number = double.Parse(text);
        return double.IsFinite(number) ? number.ToString("R") : null;
    }

    private static string WholeJson(string digits, int radix) =>
        digits.Aggregate(System.Numerics.BigInteger.Zero, (sum, digit) => (sum * radix) + Convert.ToInt32(digit.ToString(), 16)).ToString();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\A[-+]?[0-9]{1,40}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]{1,32}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Hex();

    [GeneratedRegex(@"\A0o[0-7]{1,32}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Octal();
}
