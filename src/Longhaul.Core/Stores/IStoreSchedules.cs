using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;

namespace Longhaul.Core.Stores;

/// <summary>
/// What is due when, and that each due time is dealt with once, whoever comes first. Due times are by the store's clock; a project's name and
/// a schedule's name together name a schedule.
/// </summary>
public interface IStoreSchedules
{
    /// <summary>
    /// Makes a project's schedules those of the list: adds, changes, and removes those that are not in it. One whose definition is as it was
    /// stays untouched. Pause and what is known of past runs stay; the next due time is found anew, from now on, where the expression or the
    /// time zone is another.
    /// </summary>
    /// <exception cref="RefusedException">A name twice or too long, an expression or a time zone that is none, a limit out of its range.</exception>
    Task DeclareAsync(string project, IReadOnlyList<ScheduleDefinition> schedules, CancellationToken cancel = default);

    /// <summary>Lists the schedules of a project, or of all, by project and name, with the store's time.</summary>
    Task<ScheduleList> ListAsync(string? project = null, CancellationToken cancel = default);

    /// <summary>
    /// Deals with due times, if nobody has: adds the jobs of those that are run, by the schedule's rule for overlaps, and moves the next due
    /// time on. Changes nothing unless the schedule is as the caller knows it, is not paused, and is due. The same call once more finds the
    /// due time dealt with.
    /// </summary>
    /// <exception cref="RefusedException">More than <see cref="IJobStore.MaxBatch"/> jobs in all, a run without jobs, or jobs that are not acceptable.</exception>
    Task<FiringReply> FireAsync(ScheduleFiring firing, CancellationToken cancel = default);

    /// <summary>
    /// Adds a run outside the timetable, also while the schedule is paused, by its rule for overlaps; where that says skip and the last run is
    /// not over, or where another job keeps it out by its key, it is refused. Written to the audit log.
    /// </summary>
    /// <exception cref="RefusedException">Jobs that are not acceptable.</exception>
    Task<RunNowReply> RunNowAsync(ScheduleRef schedule, IReadOnlyList<NewJob> jobs, string actor, CancellationToken cancel = default);

    /// <summary>Lets due times pass without a run, until it is resumed. Written to the audit log.</summary>
    Task<ControlReply> PauseAsync(ScheduleRef schedule, string actor, CancellationToken cancel = default);

    /// <summary>Goes on with the first due time from now on. Written to the audit log.</summary>
    Task<ControlReply> ResumeAsync(ScheduleRef schedule, string actor, CancellationToken cancel = default);
}

/// <summary>Which schedule.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="Name">The schedule's name within it.</param>
public readonly record struct ScheduleRef(string Project, string Name)
{
    /// <summary>As it stands in the audit log.</summary>
    public override string ToString() => $"{Project}/{Name}";
}

/// <summary>A schedule as the store keeps it.</summary>
public sealed record ScheduleRecord
{
    /// <summary>Which.</summary>
    public required ScheduleRef Schedule { get; init; }

    /// <summary>What was last declared.</summary>
    public required ScheduleDefinition Definition { get; init; }

    /// <summary>The hash of the definition, by the program that declared it.</summary>
    public required string Hash { get; init; }

    /// <summary>True while due times pass without a run.</summary>
    public bool Paused { get; init; }

    /// <summary>The first due time that has not been dealt with; null where there will be none. Means nothing while it is paused.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>The due time of the last run of the timetable.</summary>
    public DateTimeOffset? LastDue { get; init; }

    /// <summary>The last run: a job or a run, which may be gone from history.</summary>
    public long? LastJob { get; init; }

    /// <summary>How many due times were run.</summary>
    public long Fired { get; init; }

    /// <summary>How many due times were not run because they were too late.</summary>
    public long Missed { get; init; }

    /// <summary>How many due times were not run because the last run was not over, or because another job kept them out by its key.</summary>
    public long Skipped { get; init; }
}

/// <summary>Schedules and the store's time.</summary>
/// <param name="Now">The time when they were read.</param>
/// <param name="Schedules">The schedules.</param>
public sealed record ScheduleList(DateTimeOffset Now, IReadOnlyList<ScheduleRecord> Schedules);

/// <summary>A wish to deal with the due times from one to another.</summary>
public sealed record ScheduleFiring
{
    /// <summary>Which schedule.</summary>
    public required ScheduleRef Schedule { get; init; }

    /// <summary>The hash of the definition by which the jobs were made.</summary>
    public required string Hash { get; init; }

    /// <summary>The first due time: what the caller saw as <see cref="ScheduleRecord.NextDue"/>.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>The last due time, not before <see cref="Due"/> and not after the store's time.</summary>
    public required DateTimeOffset Through { get; init; }

    /// <summary>Those due times that are run, the first first.</summary>
    public required IReadOnlyList<ScheduledRun> Runs { get; init; }

    /// <summary>How many due times are not run because they are too late.</summary>
    public int Missed { get; init; }
}

/// <summary>A due time and its jobs.</summary>
/// <param name="Due">The due time.</param>
/// <param name="Jobs">A single job, or a run first and then its steps; they refer to each other by their places in this list.</param>
public sealed record ScheduledRun(DateTimeOffset Due, IReadOnlyList<NewJob> Jobs);

/// <summary>What became of a wish to deal with due times.</summary>
public enum FiringResult
{
    /// <summary>They are dealt with.</summary>
    Fired = 0,

    /// <summary>Somebody has dealt with them before.</summary>
    AlreadyFired = 1,

    /// <summary>They are yet to come.</summary>
    NotDue = 2,

    /// <summary>The schedule is paused.</summary>
    Paused = 3,

    /// <summary>The schedule is gone, or is another than the caller knows.</summary>
    Changed = 4,
}

/// <summary>What became of a wish to deal with due times.</summary>
/// <param name="Result">In a word.</param>
/// <param name="Jobs">Where they were dealt with, for each run its job; null for one that was left out, since the last run was not over or another job kept it
/// out by its key.</param>
public sealed record FiringReply(FiringResult Result, IReadOnlyList<long?> Jobs);

/// <summary>What became of a wish to run a schedule now.</summary>
/// <param name="Reply">Done, or why not.</param>
/// <param name="Job">The job or run.</param>
public sealed record RunNowReply(ControlReply Reply, long? Job = null);
