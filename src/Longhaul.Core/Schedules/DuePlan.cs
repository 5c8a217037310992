namespace Longhaul.Core.Schedules;

/// <summary>Which of the due times that have come are run.</summary>
/// <param name="Through">The last of them.</param>
/// <param name="Run">Those that are run, the first first.</param>
/// <param name="Missed">How many are not run because they are too late; counted up to <see cref="MostCounted"/>.</param>
public sealed record DuePlan(DateTimeOffset Through, IReadOnlyList<DateTimeOffset> Run, int Missed)
{
    /// <summary>A year without a worker is not counted minute by minute.</summary>
    public const int MostCounted = 1_000;

    /// <summary>How late a due time may be run where those that were missed are not.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Applies the schedule's rule for missed due times.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="timetable">Its timetable.</param>
    /// <param name="due">The first due time that has not been dealt with.</param>
    /// <param name="now">The time; not before <paramref name="due"/>.</param>
    public static DuePlan Make(ScheduleDefinition schedule, Timetable timetable, DateTimeOffset due, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(timetable);
        var latest = timetable.Latest(schedule.Missed == MissedRuns.All ? schedule.MissedLimit : 1, due, now);

        // Also where the rules of the time zone have changed since, and it would not be due then any more.
        latest = latest.Count == 0 ? [due] : latest;
        var run = schedule.Missed == MissedRuns.Skip ? [.. timetable.Between(now - Grace, now).Where(at => at >= due)] : latest;
        var count = Math.Max(timetable.Between(due, now).Take(MostCounted).Count(), latest.Count);
        return new DuePlan(latest[^1], run, Math.Max(0, count - run.Count));
    }
}
