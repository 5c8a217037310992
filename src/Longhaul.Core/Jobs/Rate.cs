using System.Globalization;
using System.Text.RegularExpressions;

namespace Longhaul.Core.Jobs;

/// <summary>At most so many starts within any stretch of time of one length, wherever it begins.</summary>
/// <param name="Starts">1 to <see cref="MostStarts"/>.</param>
/// <param name="Window">The length: whole milliseconds, <see cref="ShortestWindow"/> to <see cref="LongestWindow"/>.</param>
public readonly partial record struct Rate(int Starts, TimeSpan Window)
{
    /// <summary>The most starts within a window; so many times are kept at most.</summary>
    public const int MostStarts = 10_000;

    private static readonly (string Word, TimeSpan Unit)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("min", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)), ("m", TimeSpan.FromMinutes(1)),
    ];

    /// <summary>A tenth of a second.</summary>
    public static TimeSpan ShortestWindow { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Thirty-one days.</summary>
    public static TimeSpan LongestWindow { get; } = TimeSpan.FromDays(31);

    /// <summary>Both numbers are in their ranges.</summary>
    public bool IsInRange =>
        Starts is >= 1 and <= MostStarts && Window >= ShortestWindow && Window <= LongestWindow && Window.Ticks % TimeSpan.TicksPerMillisecond == 0;

    /// <summary>
    /// Reads a rate as people write it: <c>5/s</c>, <c>10/min</c>, <c>100/h</c>, <c>1000/d</c>, or with a number of units, <c>30/10m</c>. Null where it
    /// is none or out of range.
    /// </summary>
    public static Rate? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var unit = Units.First(unit => unit.Word == match.Groups["unit"].Value).Unit;
        var ms = unit.TotalMilliseconds * (match.Groups["many"] is { Success: true, Value: var many } ? Number(many) : 1);
        var rate = new Rate((int)Number(match.Groups["starts"].Value), ms > LongestWindow.TotalMilliseconds ? default : TimeSpan.FromMilliseconds(ms));
        return rate.IsInRange ? rate : null;
    }

    /// <summary>In its shortest spelling, which <see cref="Parse"/> reads: <c>10/min</c>, <c>30/10min</c>.</summary>
    public override string ToString()
    {
        var window = Window;
        var (word, unit) = Units.First(unit => window.Ticks % unit.Unit.Ticks == 0);
        var many = window.Ticks / unit.Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{Starts}/{(many == 1 ? "" : many)}{word}");
    }

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<starts>[0-9]{1,9})/(?<many>[0-9]{1,10})?(?<unit>ms|s|min|m|h|d)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pattern();
}
