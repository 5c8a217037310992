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
            var job = Begin(record, run.Jobs) is { Result: not EnqueueResult.Dropped } begun ? begun.Id : (long?)null;
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

        if (begun.Result == EnqueueResult.Dropped)
        {
            return new RunNowReply(ControlReplies.AtLimit(schedule, begun.Id));
        }

        rows.Schedules.Put(record with { LastJob = begun.Id });
        rows.Audit.Add(actor, "SCHEDULE_RUN", $"schedule {schedule}", $"job {begun.Id}");
        return new RunNowReply(ControlReplies.Done, begun.Id);
    }

    /// <summary>Adds a run by the schedule's rule for overlaps; answers with its job, or with null where that leaves it out.</summary>
    private Enqueued? Begin(ScheduleRecord record, IReadOnlyList<NewJob> jobs)
    {
        var policy = record.Definition.Overlap;
        if (policy == OverlapPolicy.Cancel)
        {
            CancelOpen(record);
        }

        var open = policy == OverlapPolicy.Allow ? [] : Open(record);
        return policy == OverlapPolicy.Skip && open.Count > 0 ? null : Add(ScheduleChecks.After(jobs, open));
    }

    private void CancelOpen(ScheduleRecord record)
    {
        foreach (var id in Open(record).Where(id => !rows.Jobs.Find(id)!.CancelRequested))
        {
            new ControlRules(rows).Cancel(id, $"schedule {record.Schedule.Name}", "its next run is due");
        }
    }

    /// <summary>The last run, if it is not over; where it was cancelled while it waited for those before it, those of them that are not over.</summary>
    private IReadOnlyList<long> Open(ScheduleRecord record) => (record.LastJob is { } id ? rows.Jobs.Find(id) : null) switch
    {
        null => [],
        { } last when last.State.IsOver() => rows.Life.StillBefore(last),
        { } last => [last.Id],
    };

    private Enqueued Add(IReadOnlyList<NewJob> jobs) => new IntakeRules(rows).Enqueue(jobs)[0];
}
