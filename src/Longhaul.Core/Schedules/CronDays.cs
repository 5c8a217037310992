using System.Globalization;

namespace Longhaul.Core.Schedules;

/// <summary>The days that an expression names: of the month, of the week, or either where both are given.</summary>
internal sealed class CronDays
{
    /// <summary>29 February falls on each day of the week within so many years, also across a year that is none of 400.</summary>
    private const int YearsAhead = 48;

    private readonly ulong _months;
    private readonly bool _anyMonthDay;
    private readonly bool _anyWeekDay;
    private ulong _monthDays;
    private ulong _fromLast;
    private ulong _weekDays;
    private ulong _lastWeekDays;
    private ulong _nthWeekDays;

    /// <exception cref="FormatException">A field is wrong.</exception>
    public CronDays(string monthDays, string months, string weekDays)
    {
        _months = CronField.Month.Read(months);
        (_anyMonthDay, _anyWeekDay) = (monthDays is "*" or "?", weekDays is "*" or "?");
        Array.ForEach(monthDays.Split(','), ReadMonthDay);
        Array.ForEach(weekDays.Split(','), ReadWeekDay);
        if (_anyWeekDay && !Comes())
        {
            throw CronField.DayOfMonth.Wrong(monthDays, $"never comes in month '{months}'");
        }
    }

    /// <summary>The first such day from one on; null where none comes any more.</summary>
    public DateOnly? From(DateOnly day)
    {
        for (var left = YearsAhead * 12; left > 0; left--)
        {
            if (Has(_months, day.Month) && InMonth(day) is { } found)
            {
                return found;
            }

            if (day is { Year: 9999, Month: 12 })
            {
                return null;
            }

            day = new DateOnly(day.Year, day.Month, 1).AddMonths(1);
        }

        return null;
    }

    private DateOnly? InMonth(DateOnly from)
    {
        var length = DateTime.DaysInMonth(from.Year, from.Month);
        for (var n = from.Day; n <= length; n++)
        {
            var day = new DateOnly(from.Year, from.Month, n);
            if (Matches(day, length))
            {
                return day;
            }
        }

        return null;
    }

    private bool Matches(DateOnly day, int length) => (_anyMonthDay, _anyWeekDay) switch
    {
        (true, true) => true,
        (false, true) => IsMonthDay(day.Day, length),
        (true, false) => IsWeekDay(day, length),
        _ => IsMonthDay(day.Day, length) || IsWeekDay(day, length),
    };

    private bool IsMonthDay(int day, int length) => Has(_monthDays, day) || Has(_fromLast, length - day);

    private bool IsWeekDay(DateOnly day, int length)
    {
        var weekDay = (int)day.DayOfWeek;
        return Has(_weekDays, weekDay)
            || (Has(_lastWeekDays, weekDay) && day.Day > length - 7)
            || Has(_nthWeekDays, Nth(weekDay, ((day.Day - 1) / 7) + 1));
    }

    private bool Comes()
    {
        var longest = Enumerable.Range(1, 12).Where(month => Has(_months, month)).Max(month => DateTime.DaysInMonth(2000, month));
        return Enumerable.Range(1, longest).Any(day => IsMonthDay(day, longest));
    }

    // L is the last day, L-2 the second before it.
    private void ReadMonthDay(string part)
    {
        if (!part.StartsWith('L') && !part.StartsWith('l'))
        {
            _monthDays |= CronField.DayOfMonth.Read(part);
            return;
        }

        var before = 0;
        if (part.Length > 1 && (part[1] != '-' || !Number(part[2..], out before) || before > 30))
        {
            throw CronField.DayOfMonth.Wrong(part, "must be L for the last day, or L-1 to L-30 for one before it");
        }

        _fromLast |= 1UL << before;
    }

    // FRIL is the last Friday, FRI#2 the second.
    private void ReadWeekDay(string part)
    {
        var hash = part.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            if (!Number(part[(hash + 1)..], out var nth) || nth is < 1 or > 5)
            {
                throw CronField.DayOfWeek.Wrong(part, "must have 1 to 5 after #");
            }

            _nthWeekDays |= 1UL << Nth(CronField.DayOfWeek.ReadValue(part[..hash]) % 7, nth);
        }
        else if (part.Length > 1 && part[^1] is 'L' or 'l')
        {
            _lastWeekDays |= 1UL << (CronField.DayOfWeek.ReadValue(part[..^1]) % 7);
        }
        else
        {
            var bits = CronField.DayOfWeek.Read(part);
            _weekDays |= bits | (bits >> 7);
        }
    }

    private static int Nth(int weekDay, int nth) => (weekDay * 5) + nth - 1;

    private static bool Has(ulong bits, int n) => (bits >> n & 1) != 0;

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
