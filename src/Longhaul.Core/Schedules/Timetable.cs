using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Schedules;

/// <summary>When a schedule is due, by its own clock.</summary>
public sealed class Timetable
{
    private readonly CronExpression _cron;

    private Timetable(CronExpression cron, TimeZoneInfo zone) => (_cron, Zone) = (cron, zone);

    /// <summary>The time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Reads a schedule's expression and time zone.</summary>
    /// <exception cref="RefusedException">One of them is none; says which.</exception>
    public static Timetable Of(ScheduleDefinition schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        try
        {
            return new Timetable(CronExpression.Parse(schedule.Cron), TimeZones.Find(schedule.TimeZone));
        }
        catch (FormatException error)
        {
            throw new RefusedException($"schedule `{Shown.Short(schedule.Name)}`: {error.Message}");
        }
    }

    /// <summary>The first due time after an instant, with the zone's offset; null where none is left.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _cron.Next(after, Zone);

    /// <summary>The due times after an instant, the first first.</summary>
    public IEnumerable<DateTimeOffset> After(DateTimeOffset after)
    {
        for (var due = Next(after); due is { } at; due = Next(at))
        {
            yield return at;
        }
    }

    /// <summary>The latest due times from one instant to another, both included, the first first: looked for from the end.</summary>
    internal IReadOnlyList<DateTimeOffset> Latest(int most, DateTimeOffset from, DateTimeOffset to)
    {
        for (var window = TimeSpan.FromHours(1); ; window *= 8)
        {
            var isAll = to - from < window;
            var found = Between(isAll ? from : to - window, to).ToArray();
            if (isAll || found.Length >= most)
            {
                return found[^Math.Min(most, found.Length)..];
            }
        }
    }

    /// <summary>The due times from one instant to another, both included.</summary>
    internal IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to) => After(from.AddTicks(-1)).TakeWhile(due => due <= to);
}
