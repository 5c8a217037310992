using Longhaul.Core.Schedules;

namespace Longhaul.Cli.Schedules;

/// <summary>A schedule of the file, of the store, or of both.</summary>
/// <param name="Schedule">Which.</param>
/// <param name="Definition">As the file has it; where it is not there, as the store has it.</param>
/// <param name="Record">What the store knows; null where no worker has declared it.</param>
/// <param name="InFile">True where the file has it, or where no file is looked at.</param>
internal sealed record KnownSchedule(ScheduleRef Schedule, ScheduleDefinition Definition, ScheduleRecord? Record, bool InFile)
{
    /// <summary>How many due times are shown.</summary>
    public const int Shown = 10;

    /// <summary><c>new</c> until a worker has been started with it; <c>changed</c> and <c>removed</c> until workers are started with the file as it is.</summary>
    public string State => Record is null ? "new"
        : !InFile ? "removed"
        : Record.Hash != ScheduleJson.Hash(Definition) ? "changed"
        : Record.Paused ? "paused"
        : "active";

    /// <summary>The next due times by its own clock; while it is paused or not declared as it is, those from now on.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset now)
    {
        var after = State == "active" && Record!.NextDue is { } due ? due.AddTicks(-1) : now;
        return [.. Timetable.Of(Definition).After(after).Take(Shown)];
    }

    /// <summary>An instant by its own clock.</summary>
    public DateTimeOffset? Local(DateTimeOffset? instant) =>
        instant is { } at ? TimeZoneInfo.ConvertTime(at, TimeZones.Find(Definition.TimeZone)) : null;
}
