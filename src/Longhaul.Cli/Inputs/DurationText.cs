using System.Globalization;
using System.Text.RegularExpressions;

namespace Longhaul.Cli.Inputs;

/// <summary>Spans of time as people type them: <c>90s</c>, <c>1h30m</c>, <c>500ms</c>.</summary>
internal static partial class DurationText
{
    public const string Form = "such as 500ms, 90s, 5m, 2h, 1h30m or 7d";

    private const double LongestMs = 366.0 * 24 * 3_600_000;

    /// <summary>The span; null where the text is none, or is more than a year.</summary>
    public static TimeSpan? TryParse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success || text.Length == 0)
        {
            return null;
        }

        var ms = Part("d", 86_400_000) + Part("h", 3_600_000) + Part("m", 60_000) + Part("s", 1_000) + Part("ms", 1);
        return ms <= LongestMs ? TimeSpan.FromMilliseconds(ms) : null;

        double Part(string unit, double size) =>
            match.Groups[unit] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) * size : 0;
    }

    /// <summary>The span that an option gives.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TimeSpan? Read(string option, string? text) =>
        text is null ? null : TryParse(text) ?? throw new UsageException($"{option}: {TerminalText.Quote(text)} is no span of time; write it {Form}");

    [GeneratedRegex(
        @"^(?:(?<d>\d{1,6}(?:\.\d+)?)d)?(?:(?<h>\d{1,6}(?:\.\d+)?)h)?(?:(?<m>\d{1,6}(?:\.\d+)?)m(?!s))?(?:(?<s>\d{1,9}(?:\.\d+)?)s)?(?:(?<ms>\d{1,12})ms)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Shape();
}
