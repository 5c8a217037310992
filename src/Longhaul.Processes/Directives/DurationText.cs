using System.Buffers;
using System.Globalization;

namespace Longhaul.Processes;

/// <summary>Durations as people write them: <c>30s</c>, <c>1h30m</c>, <c>500ms</c>, <c>2.5m</c>, <c>1d</c>, or a number of seconds.</summary>
internal static class DurationText
{
    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    internal static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (TryNumber(text, out var seconds))
        {
            return TryAdd(ref duration, seconds);
        }
        var any = false;
        while (!text.IsEmpty)
        {
            var number = text.IndexOfAnyExcept(Digits);
            if (number <= 0 || !TryNumber(text[..number], out var value))
            {
                return false;
            }
            text = text[number..];
            var unit = text.IndexOfAny(Digits);
            unit = unit < 0 ? text.Length : unit;
            if (SecondsOf(text[..unit]) is not { } scale || !TryAdd(ref duration, value * scale))
            {
                return false;
            }
            text = text[unit..];
            any = true;
        }
        return any;
    }

    static double? SecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" or "min" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => null,
    };

    static bool TryNumber(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    static bool TryAdd(ref TimeSpan duration, double seconds)
    {
        var fits = duration.TotalSeconds + seconds <= Longest.TotalSeconds;
        duration += fits ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return fits;
    }
}
