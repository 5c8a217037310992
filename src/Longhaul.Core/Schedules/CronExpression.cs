using System.Numerics;

namespace Longhaul.Core.Schedules;

/// <summary>
/// When something is due again and again: <c>minute hour day-of-month month day-of-week</c>, or a macro such as <c>@daily</c>.
/// </summary>
/// <remarks>
/// A field holds <c>*</c>, values, ranges (<c>9-17</c>, <c>22-2</c>), steps (<c>*/15</c>, <c>8-18/2</c>) and lists of them; months and days of
/// the week also by name (<c>JAN</c>, <c>MON-FRI</c>); a day of the month also as <c>L</c> (the last) or <c>L-2</c>; a day of the week also as
/// <c>FRIL</c> (the last Friday) or <c>MON#1</c> (the first Monday); Sunday is 0 or 7. Where both day fields are given, either will do.
/// <para>
/// When clocks change: an expression that names its hours is due once on every such day: at the first instant after the gap where its time is
/// left out, and at the first of two instants where its time comes twice. One that is due every hour or every few (<c>*</c> or <c>*/n</c>
/// in the hour) keeps to the time that passes: nothing is made up for what is left out, and both instants count.
/// </para>
/// </remarks>
public sealed class CronExpression
{
    private static readonly Dictionary<string, string> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *", ["@annually"] = "0 0 1 1 *", ["@monthly"] = "0 0 1 * *", ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *", ["@midnight"] = "0 0 * * *", ["@hourly"] = "0 * * * *",
    };

    private readonly string _text;
    private readonly CronDays _days;
    private readonly List<TimeSpan> _times;
    private readonly bool _byTheHour;

    private CronExpression(string text, string[] fields)
    {
        _text = text;
        var (minutes, hours) = (CronField.Minute.Read(fields[0]), CronField.Hour.Read(fields[1]));
        _times = [.. Values(hours).SelectMany(hour => Values(minutes).Select(minute => new TimeSpan(hour, minute, 0)))];
        _byTheHour = fields[1].StartsWith('*');
        _days = new CronDays(fields[2], fields[3], fields[4]);
    }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is none; the message names the field, the value and what is allowed.</exception>
    public static CronExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (trimmed.StartsWith('@') && !Macros.ContainsKey(trimmed))
        {
            throw new FormatException($"there is no macro '{trimmed}'; there are {string.Join(", ", Macros.Keys)}");
        }

        var fields = Macros.GetValueOrDefault(trimmed, trimmed).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 5
            ? new CronExpression(trimmed, fields)
            : throw new FormatException(
                $"'{trimmed}' has {fields.Length} fields instead of 5: minute, hour, day of month, month, day of week");
    }

    /// <summary>The first instant after <paramref name="after"/> at which it is due in a time zone; null where none is left.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);

        // One day before: what a gap moves may fall on the day after.
        var from = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime);
        var day = _days.From(from == DateOnly.MinValue ? from : from.AddDays(-1));
        while (day is { } date)
        {
            if (LocalDay.InstantsOf(date, _times, _byTheHour, zone).FirstOrDefault(instant => instant > after) is { Ticks: > 0 } due)
            {
                return due;
            }

            day = date == DateOnly.MaxValue ? null : _days.From(date.AddDays(1));
        }

        return null;
    }

    /// <summary>The expression as it was written.</summary>
    public override string ToString() => _text;

    private static IEnumerable<int> Values(ulong bits)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            yield return BitOperations.TrailingZeroCount(bits);
        }
    }
}
