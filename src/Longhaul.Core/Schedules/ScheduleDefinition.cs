namespace Longhaul.Core.Schedules;

/// <summary>What becomes of due times that nobody was there for: no worker ran, or the store was away.</summary>
public enum MissedRuns
{
    /// <summary>One run for all of them, at the latest of them.</summary>
    Once = 0,

    /// <summary>None is run that is more than a minute late.</summary>
    Skip = 1,

    /// <summary>Each is run, the latest <see cref="ScheduleDefinition.MissedLimit"/> of them.</summary>
    All = 2,
}

/// <summary>What becomes of a due time while the schedule's last run is not over.</summary>
public enum OverlapPolicy
{
    /// <summary>It is left out.</summary>
    Skip = 0,

    /// <summary>It is run beside the last one.</summary>
    Allow = 1,

    /// <summary>It waits until the last one has ended, however that ends.</summary>
    Wait = 2,

    /// <summary>The last one is cancelled; it starts when that is over.</summary>
    Cancel = 3,
}

/// <summary>A job or a pipeline that runs again and again.</summary>
public sealed record ScheduleDefinition
{
    /// <summary>The longest name.</summary>
    public const int MaxName = 100;

    /// <summary>The greatest <see cref="MissedLimit"/>.</summary>
    public const int MaxMissed = 100;

    /// <summary>Its name, unique within the project; 1 to <see cref="MaxName"/> characters.</summary>
    public required string Name { get; init; }

    /// <summary>When it is due, as <see cref="CronExpression"/> reads it.</summary>
    public required string Cron { get; init; }

    /// <summary>The IANA name of the time zone by whose clock it is due.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The kind or the pipeline that is run.</summary>
    public required string Run { get; init; }

    /// <summary>The input: a JSON object whose strings may hold <c>{{ schedule.due }}</c> and <c>{{ schedule.name }}</c>.</summary>
    public string Input { get; init; } = "{}";

    /// <summary>The queue; null for the kind's own.</summary>
    public string? Queue { get; init; }

    /// <summary>0 to 9; null for the kind's own.</summary>
    public int? Priority { get; init; }

    /// <summary>Whose job it is; null for what the pipeline says, or nobody's.</summary>
    public string? Tenant { get; init; }

    /// <summary>What becomes of due times that nobody was there for.</summary>
    public MissedRuns Missed { get; init; }

    /// <summary>For <see cref="MissedRuns.All"/>: how many of them at most, 1 to <see cref="MaxMissed"/>.</summary>
    public int MissedLimit { get; init; } = 10;

    /// <summary>What becomes of a due time while the last run is not over.</summary>
    public OverlapPolicy Overlap { get; init; }

    /// <summary>A run begins up to this long after its due time; the same due time always draws the same delay.</summary>
    public TimeSpan Jitter { get; init; }
}
