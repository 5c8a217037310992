using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Schedules;

namespace Longhaul.Core.Stores;

/// <summary>What is wrong with schedules and firings before any store looks at its contents, and what follows from an overlap; the same for every store.</summary>
public static class ScheduleChecks
{
    private const int MaxProject = 255;

    /// <summary>Refuses schedules that could never be due.</summary>
    /// <exception cref="RefusedException">Says which schedule and value.</exception>
    public static void Check(string project, IReadOnlyList<ScheduleDefinition> schedules)
    {
        if (schedules.Count > IJobStore.MaxBatch)
        {
            throw new RefusedException($"{schedules.Count} schedules in one project; at most {IJobStore.MaxBatch} are taken");
        }

        Require(project.Length is >= 1 and <= MaxProject, $"the project's name has {project.Length} characters; 1 to {MaxProject} are allowed");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var schedule in schedules)
        {
            var name = Shown.Short(schedule.Name);
            Require(
                schedule.Name.Length is >= 1 and <= ScheduleDefinition.MaxName,
                $"a schedule's name has {schedule.Name.Length} characters; 1 to {ScheduleDefinition.MaxName} are allowed");
            Require(names.Add(schedule.Name), $"there are two schedules `{name}`");
            Require(
                schedule.MissedLimit is >= 1 and <= ScheduleDefinition.MaxMissed,
                $"schedule `{name}` is to make up for {schedule.MissedLimit} missed due times; 1 to {ScheduleDefinition.MaxMissed} are allowed");
            Timetable.Of(schedule);
        }
    }

    /// <summary>Refuses a firing that could never be accepted.</summary>
    /// <exception cref="RefusedException">Says why.</exception>
    public static void Check(ScheduleFiring firing)
    {
        Require(firing.Through >= firing.Due, $"due times from {firing.Due:O} to {firing.Through:O} are none");
        Require(firing.Missed >= 0, $"{firing.Missed} missed due times are less than none");
        var count = firing.Runs.Sum(run => run.Jobs.Count);
        Require(count <= IJobStore.MaxBatch, $"{count} jobs in one firing; at most {IJobStore.MaxBatch} are taken, so fire in parts");
        foreach (var run in firing.Runs)
        {
            CheckRun(run.Jobs);
        }
    }

    /// <summary>Refuses jobs that are no run.</summary>
    /// <exception cref="RefusedException">Says why.</exception>
    public static void CheckRun(IReadOnlyList<NewJob> jobs)
    {
        Require(jobs.Count > 0, "a run of a schedule without jobs");
        Require(jobs.All(job => job.Parent?.Id is null), "a run of a schedule cannot be a step of another run");
        NewJobRules.Check(jobs);
    }

    /// <summary>The jobs of a run with those that would begin at once waiting for the end of other jobs.</summary>
    public static IReadOnlyList<NewJob> After(IReadOnlyList<NewJob> jobs, IReadOnlyList<long> others) => others.Count == 0 ? jobs :
        [.. jobs.Select(job => job.IsContainer || job.DependsOn.Any(need => need.Job.Index is not null)
            ? job
            : job with { DependsOn = [.. job.DependsOn, .. others.Select(id => new Dependency(JobRef.To(id), OnAnyEnd: true))] })];

    /// <summary>
    /// A run may come after the one that holds its key, and takes it. Of those that wait for each other a key for the waiting lets one wait, and a period counts
    /// whatever becomes of its job.
    /// </summary>
    internal static bool MayFollow(UniqueKey key, OverlapPolicy policy) => policy switch
    {
        OverlapPolicy.Wait => key.Scope == UniqueScope.Unfinished,
        OverlapPolicy.Cancel => key.Scope != UniqueScope.Period,
        _ => false,
    };

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new RefusedException(problem);
        }
    }
}
