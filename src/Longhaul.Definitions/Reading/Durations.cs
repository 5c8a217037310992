using System.Text.RegularExpressions;

namespace Longhaul.Definitions.Reading;

/// <summary>Times as people write them: <c>500ms</c>, <c>60s</c>, <c>1h30m</c>, <c>2d</c>.</summary>
internal static partial class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    private static readonly string[] Units = ["d", "h", "m", "s", "ms"];
    private static readonly double[] Milliseconds = [86_400_000, 3_600_000, 60_000, 1_000, 1];

    /// <summary>Null where it is none, nothing, or more than a year. Greater units stand before smaller ones, each once.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Pattern().Match(text);
        var units = match.Groups["unit"].Captures.Select(unit => Array.IndexOf(Units, unit.Value)).ToArray();
        if (!match.Success || units.Zip(units.Skip(1), (unit, next) => unit < next).Contains(false))
        {
            return null;
        }

        var ms = units.Zip(match.Groups["number"].Captures, (unit, number) => double.Parse(number.Value) * Milliseconds[unit]).Sum();
        return ms > 0 && ms <= Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Round(ms))) : null;
    }

    [GeneratedRegex(
        @"\A((?<number>[0-9]{1,12}(\.[0-9]{1,9})?)(?<unit>ms|d|h|m|s)){1,5}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pattern();
}
