using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>Fires one schedule.</summary>
internal sealed class ScheduleFirer(WorkerContext worker, ScheduleDefinition schedule)
{
    private readonly ScheduleExpansion _expansion = new(worker.Setup.Project, worker.Setup.Keys);
    private readonly string _hash = ScheduleJson.Hash(schedule);
    private bool _told;

    /// <summary>False where the store's schedule is not this worker's; said once.</summary>
    public bool Knows(ScheduleRecord record)
    {
        var known = record.Hash == _hash;
        if (!known && !_told)
        {
            worker.Log.ScheduleChanged(schedule.Name);
        }

        _told = !known;
        return known;
    }

    /// <summary>Deals with what is due, as far as one call to the store holds it; false where somebody else did, or the store's clock disagrees.</summary>
    public async Task<bool> FireAsync(ScheduleRecord record, DateTimeOffset now, CancellationToken cancel)
    {
        var firing = Plan(record, now);
        var reply = await worker.Calls.RunAsync("fire", (store, c) => store.Schedules.FireAsync(firing, c), cancel);
        if (reply.Result == FiringResult.Fired)
        {
            Tell(firing, reply);
        }

        return reply.Result == FiringResult.Fired;
    }

    private ScheduleFiring Plan(ScheduleRecord record, DateTimeOffset now)
    {
        var plan = DuePlan.Make(schedule, Timetable.Of(schedule), record.NextDue!.Value, now);
        var runs = new List<ScheduledRun>();
        foreach (var due in plan.Run)
        {
            if (Expand(due) is { } run)
            {
                if (runs.Sum(other => other.Jobs.Count) + run.Jobs.Count > IJobStore.MaxBatch)
                {
                    // The rest is due yet, and comes with the next call.
                    return Firing(record, runs[^1].Due, runs, plan.Missed);
                }

                runs.Add(run);
            }
        }

        return Firing(record, plan.Through, runs, plan.Missed + plan.Run.Count - runs.Count);
    }

    private ScheduleFiring Firing(ScheduleRecord record, DateTimeOffset through, IReadOnlyList<ScheduledRun> runs, int missed) => new()
    {
        Schedule = record.Schedule, Hash = _hash, Due = record.NextDue!.Value, Through = through, Runs = runs, Missed = missed,
    };

    // A file is checked when it is read, so this is a project made by a program. What cannot be run now cannot be run later either.
    private ScheduledRun? Expand(DateTimeOffset due)
    {
        try
        {
            return new ScheduledRun(due.ToUniversalTime(), _expansion.Expand(schedule, due));
        }
        catch (RefusedException error)
        {
            worker.Log.ScheduleRefused(schedule.Name, due, error.Message);
            return null;
        }
    }

    private void Tell(ScheduleFiring firing, FiringReply reply)
    {
        foreach (var (run, job) in firing.Runs.Zip(reply.Jobs))
        {
            if (job is { } id)
            {
                worker.Log.ScheduleFired(id, schedule.Name, run.Due);
            }
            else
            {
                worker.Log.ScheduleSkipped(schedule.Name, run.Due);
            }
        }

        if (firing.Missed > 0)
        {
            worker.Log.ScheduleMissed(schedule.Name, firing.Missed, firing.Through);
        }
    }
}
