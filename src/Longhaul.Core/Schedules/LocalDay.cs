namespace Longhaul.Core.Schedules;

/// <summary>A day of a time zone: which instants its times of day are, also where clocks change.</summary>
internal static class LocalDay
{
    /// <summary>The instants of these times, in order, each once.</summary>
    /// <param name="day">The day, by the zone's calendar.</param>
    /// <param name="times">Times of day, in order.</param>
    /// <param name="byTheHour">True: what is left out is not made up for, and what comes twice counts twice.</param>
    /// <param name="zone">The zone.</param>
    public static IEnumerable<DateTimeOffset> InstantsOf(DateOnly day, IReadOnlyList<TimeSpan> times, bool byTheHour, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return SteadyOffset(midnight, zone) is { } offset
            ? times.Select(time => new DateTimeOffset(midnight + time, offset))
            : times.SelectMany(time => InstantsOf(midnight + time, byTheHour, zone)).Distinct().Order();
    }

    // The zone's offset where it stays the same around the day. No zone is further than 14 hours from UTC.
    private static TimeSpan? SteadyOffset(DateTime midnight, TimeZoneInfo zone)
    {
        var before = zone.GetUtcOffset(Utc(midnight, -15));
        return before == zone.GetUtcOffset(Utc(midnight, 39)) ? before : null;
    }

    private static DateTime Utc(DateTime midnight, int hours)
    {
        var ticks = Math.Clamp(midnight.Ticks + (hours * TimeSpan.TicksPerHour), DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return new DateTime(ticks, DateTimeKind.Utc);
    }

    private static IEnumerable<DateTimeOffset> InstantsOf(DateTime local, bool byTheHour, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            return byTheHour ? [] : [AfterGap(local, zone)];
        }

        if (!zone.IsAmbiguousTime(local))
        {
            return [new DateTimeOffset(local, zone.GetUtcOffset(local))];
        }

        var both = zone.GetAmbiguousTimeOffsets(local).OrderDescending().Select(offset => new DateTimeOffset(local, offset));
        return byTheHour ? both : both.Take(1);
    }

    // The first minute that exists again; gaps are whole minutes, the longest left out a day.
    private static DateTimeOffset AfterGap(DateTime local, TimeZoneInfo zone)
    {
        var next = local;
        while (zone.IsInvalidTime(next))
        {
            next = next.AddMinutes(1);
        }

        return new DateTimeOffset(next, zone.GetUtcOffset(next));
    }
}
