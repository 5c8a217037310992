using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;
using Operation = System.Func<Longhaul.Core.Stores.IJobStore, System.Threading.Tasks.Task<object?>>;

namespace Longhaul.Store.Conformance.Model;

/// <summary>Generated operations on three schedules, some of which are mostly there.</summary>
internal sealed class ModelSchedules(ManualClock clock, ModelJobs jobs)
{
    private const string Project = "p";

    public Operation Choose(Step step) => (step.A % 10) switch
    {
        0 or 1 => Declare(step),
        2 => async store => await store.Schedules.PauseAsync(Name(step), "fay"),
        3 => async store => await store.Schedules.ResumeAsync(Name(step), "gus"),
        4 => RunNow(step),
        _ => Fire(step),
    };

    private static ScheduleRef Name(Step step) => new(Project, "s" + (step.B % 3));

    private static Operation Declare(Step step)
    {
        var schedules = Enumerable.Range(0, 3).Where(i => (step.B + i) % 5 != 0).Select(i => new ScheduleDefinition
        {
            Name = "s" + i,
            Run = "work",
            Cron = (step.C + i) % 4 == 0 ? "*/2 * * * *" : "* * * * *",
            Overlap = (OverlapPolicy)((step.C + i) / 8 % 4),
            MissedLimit = step.B % 50 == 49 ? 0 : 1,
        }).ToList();
        return async store =>
        {
            await store.Schedules.DeclareAsync(Project, schedules);
            return null;
        };
    }

    private Operation RunNow(Step step)
    {
        var run = Run(step);
        return async store => await store.Schedules.RunNowAsync(Name(step), run, "hal");
    }

    /// <summary>Mostly what a worker would ask for, now and then a due time that is over or to come, or another definition.</summary>
    private Operation Fire(Step step)
    {
        clock.Advance(TimeSpan.FromSeconds(step.C % 40));
        var runs = Enumerable.Range(0, step.B % 7 == 0 ? 2 : 1).Select(i => Run(step with { B = step.B + i })).ToList();
        return async store =>
        {
            var known = (await store.Schedules.ListAsync(Project)).Schedules.FirstOrDefault(record => record.Schedule == Name(step));
            var due = (known?.NextDue ?? clock.Now).AddMinutes(step.A % 19 == 5 ? -1 : 0);
            return await store.Schedules.FireAsync(new ScheduleFiring
            {
                Schedule = Name(step),
                Hash = step.A % 23 == 7 ? "another" : known?.Hash ?? "none",
                Due = due,
                Through = due.AddMinutes(step.C % 3 == 0 ? 1 : 0),
                Runs = runs.ConvertAll(run => new ScheduledRun(due, run)),
                Missed = step.C % 4,
            });
        };
    }

    // Single jobs, two that depend on each other, and runs.
    private IReadOnlyList<NewJob> Run(Step step) => jobs.Make(step with { A = step.B % 3 * 2 }, [], clock.Now);
}
