using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>What is due when, and that each due time is dealt with once.</summary>
internal sealed class MemorySchedules(MemoryTables tables, MemoryIntake intake, MemoryKeys keys, MemoryControl control, MemoryLife life)
{
    public void Declare(string project, IReadOnlyList<ScheduleDefinition> schedules)
    {
        ScheduleChecks.Check(project, schedules);
        foreach (var key in tables.Data.Schedules.Keys.Where(key => key.Project == project && schedules.All(schedule => schedule.Name != key.Name)))
        {
            tables.Data.Schedules = tables.Data.Schedules.Remove(key);
        }

        foreach (var schedule in schedules)
        {
            Declare((project, schedule.Name), schedule);
        }
    }

    public ScheduleList List(string? project) =>
        new(tables.Now, tables.Data.Schedules.Values.Where(schedule => project is null || schedule.Schedule.Project == project).ToList());

    public FiringReply Fire(ScheduleFiring firing)
    {
        ScheduleChecks.Check(firing);
        var schedule = Find(firing.Schedule);
        var result = schedule?.Hash != firing.Hash ? FiringResult.Changed
            : schedule.Paused ? FiringResult.Paused
            : schedule.NextDue != firing.Due ? FiringResult.AlreadyFired
            : firing.Through > tables.Now ? FiringResult.NotDue
            : FiringResult.Fired;
        if (result != FiringResult.Fired)
        {
            return new FiringReply(result, []);
        }

        var jobs = firing.Runs.Select(run => FireOne(firing.Schedule, run)).ToList();
        Put(Find(firing.Schedule)! with
        {
            NextDue = Timetable.Of(schedule!.Definition).Next(firing.Through)?.ToUniversalTime(), Missed = schedule.Missed + firing.Missed,
        });
        return new FiringReply(FiringResult.Fired, jobs);
    }

    public RunNowReply RunNow(ScheduleRef schedule, IReadOnlyList<NewJob> jobs, string actor)
    {
        ScheduleChecks.CheckRun(jobs);
        if (Find(schedule) is not { } found)
        {
            return new RunNowReply(ControlReplies.NotFound(schedule));
        }

        if (found.Definition.Overlap == OverlapPolicy.Skip && Open(found) is [var last, ..])
        {
            return new RunNowReply(ControlReplies.StillRuns(schedule, last));
        }

        var added = Add(found, jobs);
        if (ControlReplies.WhyNotBegun(schedule, added) is { } refusal)
        {
            return new RunNowReply(refusal);
        }

        Put(found with { LastJob = added.Id });
        tables.AddAudit(actor, "SCHEDULE_RUN", $"schedule {schedule}", $"job {added.Id}");
        return new RunNowReply(ControlReplies.Done, added.Id);
    }

    public ControlReply Pause(ScheduleRef schedule, string actor)
    {
        if (Find(schedule) is not { Paused: false } running)
        {
            return Find(schedule) is null ? ControlReplies.NotFound(schedule) : new ControlReply(ControlResult.Unchanged);
        }

        Put(running with { Paused = true });
        tables.AddAudit(actor, "SCHEDULE_PAUSED", $"schedule {schedule}");
        return ControlReplies.Done;
    }

    public ControlReply Resume(ScheduleRef schedule, string actor)
    {
        if (Find(schedule) is not { Paused: true } paused)
        {
            return Find(schedule) is null ? ControlReplies.NotFound(schedule) : new ControlReply(ControlResult.Unchanged);
        }

        Put(paused with { Paused = false, NextDue = NextFromNow(paused.Definition) });
        tables.AddAudit(actor, "SCHEDULE_RESUMED", $"schedule {schedule}");
        return ControlReplies.Done;
    }

    private void Declare((string Project, string Name) key, ScheduleDefinition schedule)
    {
        var hash = ScheduleJson.Hash(schedule);
        if (!tables.Data.Schedules.TryGetValue(key, out var known))
        {
            Put(new ScheduleRecord
            {
                Schedule = new ScheduleRef(key.Project, key.Name), Definition = schedule, Hash = hash, NextDue = NextFromNow(schedule),
            });
        }
        else if (known.Hash != hash)
        {
            var moved = known.Definition.Cron != schedule.Cron || known.Definition.TimeZone != schedule.TimeZone;
            Put(known with { Definition = schedule, Hash = hash, NextDue = moved ? NextFromNow(schedule) : known.NextDue });
        }
    }

    private long? FireOne(ScheduleRef name, ScheduledRun run)
    {
        var schedule = Find(name)!;
        if (schedule.Definition.Overlap == OverlapPolicy.Skip && Open(schedule).Count > 0)
        {
            Put(schedule with { Skipped = schedule.Skipped + 1 });
            return null;
        }

        var added = Add(schedule, run.Jobs);
        if (added.Result is EnqueueResult.Existed or EnqueueResult.Dropped)
        {
            Put(schedule with { Skipped = schedule.Skipped + 1 });
            return null;
        }

        Put(schedule with { Fired = schedule.Fired + 1, LastDue = run.Due, LastJob = added.Id });
        return added.Id;
    }

    private Enqueued Add(ScheduleRecord schedule, IReadOnlyList<NewJob> jobs)
    {
        var (overlap, open) = (schedule.Definition.Overlap, Open(schedule));
        foreach (var key in jobs[0].UniqueKeys.Where(key => key.OnConflict == UniqueConflict.Skip))
        {
            if (keys.Holder([key]) is { } holder && !(ScheduleChecks.MayFollow(key, overlap) && open.Exists(job => job.Id == holder)))
            {
                return new Enqueued(holder, EnqueueResult.Existed);
            }
        }

        if (overlap == OverlapPolicy.Cancel)
        {
            open.Where(job => !job.CancelRequested).ToList()
                .ForEach(job => control.Cancel(job.Id, $"schedule {schedule.Schedule.Name}", "its next run is due"));
        }

        var waits = overlap is OverlapPolicy.Wait or OverlapPolicy.Cancel;
        return intake.Enqueue(waits ? ScheduleChecks.After(jobs, Open(schedule).ConvertAll(job => job.Id)) : jobs, isFirstNew: true)[0];
    }

    /// <summary>The last run, if it is not over; those before it where it was cancelled while it waited for them.</summary>
    private List<JobRecord> Open(ScheduleRecord schedule) => (schedule.LastJob is { } id ? tables.Find(id) : null) switch
    {
        null => [],
        { } last when last.State.IsOver() => life.Before(last).Select(before => tables.Find(before)!).ToList(),
        { } last => [last],
    };

    private ScheduleRecord? Find(ScheduleRef schedule) => tables.Data.Schedules.GetValueOrDefault((schedule.Project, schedule.Name));

    private void Put(ScheduleRecord schedule) =>
        tables.Data.Schedules = tables.Data.Schedules.SetItem((schedule.Schedule.Project, schedule.Schedule.Name), schedule);

    private DateTimeOffset? NextFromNow(ScheduleDefinition schedule) => Timetable.Of(schedule).Next(tables.Now)?.ToUniversalTime();
}
