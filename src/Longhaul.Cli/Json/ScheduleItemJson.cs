using System.Text.Json;
using Longhaul.Cli.Schedules;
using Longhaul.Core.Schedules;

namespace Longhaul.Cli.Json;

/// <summary>A schedule with its next due times, by its own clock.</summary>
internal sealed record ScheduleItemJson(
    string Project,
    string Name,
    string State,
    bool Paused,
    string Cron,
    string Timezone,
    string Run,
    JsonElement? Input,
    string Missed,
    int? MissedLimit,
    string Overlap,
    double JitterSeconds,
    IReadOnlyList<DateTimeOffset> Next,
    DateTimeOffset? LastDue,
    long? LastJob,
    long FiredCount,
    long MissedCount,
    long SkippedCount)
{
    public static ScheduleItemJson Of(KnownSchedule schedule, DateTimeOffset now)
    {
        var (definition, record) = (schedule.Definition, schedule.Record);
        return new ScheduleItemJson(
            schedule.Schedule.Project, schedule.Schedule.Name, schedule.State, record?.Paused ?? false, definition.Cron, definition.TimeZone,
            definition.Run, RawJson.Parse(definition.Input), Words.Of(definition.Missed),
            definition.Missed == MissedRuns.All ? definition.MissedLimit : null, Words.Of(definition.Overlap), definition.Jitter.TotalSeconds,
            schedule.Next(now), schedule.Local(record?.LastDue), record?.LastJob, record?.Fired ?? 0, record?.Missed ?? 0, record?.Skipped ?? 0);
    }
}
