using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Runs of schedules, and that each due time has its own once.</summary>
internal sealed class FiringRules(IStoreRows rows)
{
    private static readonly IReadOnlyList<long?> NoJobs = [];

    /// <summary>Why due times cannot be dealt with; null where they can.</summary>
    public FiringReply? WhyNot(ScheduleFiring firing)
    {
        ScheduleChecks.Check(firing);
        var record = rows.Schedules.Find(firing.Schedule);
        return record is null || record.Hash != firing.Hash ? new FiringReply(FiringResult.Changed, NoJobs)
            : record.Paused ? new FiringReply(FiringResult.Paused, NoJobs)
            : record.NextDue != firing.Due ? new FiringReply(FiringResult.AlreadyFired, NoJobs)
            : firing.Through > rows.Now ? new FiringReply(FiringResult.NotDue, NoJobs)
            : null;
    }

    public FiringReply Fire(ScheduleFiring firing)
    {
        if (WhyNot(firing) is { } refusal)
        {
            return refusal;
        }

        var record = rows.Schedules.Find(firing.Schedule)!;
        var jobs = new List<long?>();
        foreach (var run in firing.Runs)
        {
            var job = Begin(record, run.Jobs) is { Result: EnqueueResult.Added or EnqueueResult.Replaced } begun ? begun.Id : (long?)null;
            jobs.Add(job);
            record = job is null
                ? record with { Skipped = record.Skipped + 1 }
                : record with { Fired = record.Fired + 1, LastDue = run.Due, LastJob = job };
        }

        var next = Timetable.Of(record.Definition).Next(firing.Through)?.ToUniversalTime();
        rows.Schedules.Put(record with { NextDue = next, Missed = record.Missed + firing.Missed });
        return new FiringReply(FiringResult.Fired, jobs);
    }

    public RunNowReply RunNow(ScheduleRef schedule, IReadOnlyList<NewJob> jobs, string actor)
    {
        ScheduleChecks.CheckRun(jobs);
        if (rows.Schedules.Find(schedule) is not { } record)
        {
            return new RunNowReply(ControlReplies.NotFound(schedule));
        }

        if (Begin(record, jobs) is not { } begun)
        {
            return new RunNowReply(ControlReplies.StillRuns(schedule, rows.Jobs.Find(Open(record)[0])!));
        }

        if (ControlReplies.WhyNotBegun(schedule, begun) is { } refusal)
        {
            return new RunNowReply(refusal);
        }

        rows.Schedules.Put(record with { LastJob = begun.Id });
        rows.Audit.Add(actor, "SCHEDULE_RUN", $"schedule {schedule}", $"job {begun.Id}");
        return new RunNowReply(ControlReplies.Done, begun.Id);
    }

    /// <summary>
    /// Adds a run by the schedule's rule for overlaps; answers with its job, with the one that keeps it out, or with null where that rule leaves it out. Nothing
    /// is cancelled for what cannot begin.
    /// </summary>
    private Enqueued? Begin(ScheduleRecord record, IReadOnlyList<NewJob> jobs)
    {
        var policy = record.Definition.Overlap;
        var open = policy == OverlapPolicy.Allow ? [] : Open(record);
        if (policy == OverlapPolicy.Skip && open.Count > 0)
        {
            return null;
        }

        if (Holder(jobs[0], policy, open) is { } holder)
        {
            return new Enqueued(holder, EnqueueResult.Existed);
        }

        if (policy == OverlapPolicy.Cancel)
        {
            Cancel(open, record);
            open = Open(record);
        }

        return new IntakeRules(rows) { IsFirstNew = true }.Enqueue(ScheduleChecks.After(jobs, open))[0];
    }

    /// <summary>Who keeps a run out by a key that skips. The runs that it comes after do not, unless the key goes on to count when they are over.</summary>
    private long? Holder(NewJob job, OverlapPolicy policy, IReadOnlyList<long> open) => job.UniqueKeys
        .Where(key => key.OnConflict == UniqueConflict.Skip)
        .Select(key => (Id: rows.Keys.Holder([key]), EndsWithIt: ScheduleChecks.MayFollow(key, policy)))
        .FirstOrDefault(holder => holder.Id is { } id && !(holder.EndsWithIt && open.Contains(id))).Id;

    private void Cancel(IReadOnlyList<long> open, ScheduleRecord record)
    {
        foreach (var id in open.Where(id => !rows.Jobs.Find(id)!.CancelRequested))
        {
            new ControlRules(rows).Cancel(id, $"schedule {record.Schedule.Name}", "its next run is due");
        }
    }

    /// <summary>The last run, if it is not over; where it was cancelled while it waited for those before it, those of them that are not over.</summary>
    private IReadOnlyList<long> Open(ScheduleRecord record) => (record.LastJob is { } id ? rows.Jobs.Find(id) : null) switch
    {
        null => [],
        { } last when last.State.IsOver() => new LeavingRules(rows).StillBefore(last),
        { } last => [last.Id],
    };
}
