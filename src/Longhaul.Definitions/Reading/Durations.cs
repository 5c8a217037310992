using System.Text.RegularExpressions;

namespace Longhaul.Definitions.Reading;

/// <summary>Times as people write them: <c>500ms</c>, <c>60s</c>, <c>1h30m</c>, <c>2d</c>.</summary>
internal static partial class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>Null where it is none, nothing, or more than a year.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || text.Length == 0)
        {
            return null;
        }

        var ms = Part(match, "d") * 86_400_000 + Part(match, "h") * 3_600_000 + Part(match, "m") * 60_000 + Part(match, "s") * 1_000 + Part(match, "ms");
        return ms > 0 && ms <= Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Round(ms))) : null;
    }

    private static double Part(Match match, string unit) => match.Groups[unit] is { Success: true } group ? double.Parse(group.Value) : 0;

    [GeneratedRegex(@"\A((?<d>[0-9]{1,9}(\.[0-9]{1,9})?)d)?((?<h>[0-9]{1,9}(\.[0-9]{1,9})?)h)?((?<m>[0-9]{1,9}(\.[0-9]{1,9})?)m)?((?<s>[0-9]{1,9}(\.[0-9]{1,9})?)s)?((?<ms>[0-9]{1,12}(\.[0-9]{1,9})?)ms)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pattern();
}
