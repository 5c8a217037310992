using Longhaul.Core.Schedules;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Which schedules there are, and whether they go on.</summary>
internal sealed class ScheduleRules(IStoreRows rows)
{
    /// <summary>Makes a project's schedules those of the list; answers with how many changed.</summary>
    public int Declare(string project, IReadOnlyList<ScheduleDefinition> schedules)
    {
        ScheduleChecks.Check(project, schedules);
        var known = rows.Schedules.OfProject(project).ToDictionary(record => record.Schedule.Name, StringComparer.Ordinal);
        var changed = schedules.Select(schedule => Declared(project, schedule, known.GetValueOrDefault(schedule.Name))).OfType<ScheduleRecord>().ToList();
        changed.ForEach(rows.Schedules.Put);
        var gone = known.Keys.Except(schedules.Select(schedule => schedule.Name)).ToList();
        gone.ForEach(name => rows.Schedules.Remove(new ScheduleRef(project, name)));
        return changed.Count + gone.Count;
    }

    public ControlReply Pause(ScheduleRef schedule, string actor)
    {
        if (rows.Schedules.Find(schedule) is not { } record)
        {
            return ControlReplies.NotFound(schedule);
        }

        if (record.Paused)
        {
            return new ControlReply(ControlResult.Unchanged, $"schedule {schedule} is paused already");
        }

        rows.Schedules.Put(record with { Paused = true });
        rows.Audit.Add(actor, "SCHEDULE_PAUSED", $"schedule {schedule}");
        return ControlReplies.Done;
    }

    public ControlReply Resume(ScheduleRef schedule, string actor)
    {
        if (rows.Schedules.Find(schedule) is not { } record)
        {
            return ControlReplies.NotFound(schedule);
        }

        if (!record.Paused)
        {
            return new ControlReply(ControlResult.Unchanged, $"schedule {schedule} is not paused");
        }

        rows.Schedules.Put(record with { Paused = false, NextDue = NextFromNow(record.Definition) });
        rows.Audit.Add(actor, "SCHEDULE_RESUMED", $"schedule {schedule}");
        return ControlReplies.Done;
    }

    /// <summary>The record of a declared schedule; null where it is as it was.</summary>
    private ScheduleRecord? Declared(string project, ScheduleDefinition schedule, ScheduleRecord? known)
    {
        var hash = ScheduleJson.Hash(schedule);
        if (known?.Hash == hash)
        {
            return null;
        }

        var isSameTimetable = known?.Definition.Cron == schedule.Cron && known.Definition.TimeZone == schedule.TimeZone;
        var record = known ?? new ScheduleRecord { Schedule = new ScheduleRef(project, schedule.Name), Definition = schedule, Hash = hash };
        return record with { Definition = schedule, Hash = hash, NextDue = isSameTimetable ? record.NextDue : NextFromNow(schedule) };
    }

    // What is due at this very moment may have been fired before.
    private DateTimeOffset? NextFromNow(ScheduleDefinition schedule) => Timetable.Of(schedule).Next(rows.Now)?.ToUniversalTime();
}
