namespace Longhaul.Cli.Output;

/// <summary>Instants and spans for people.</summary>
internal static class Times
{
    /// <summary>An instant in UTC, to the second.</summary>
    public static string At(DateTimeOffset? instant) => instant is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'") : "";

    /// <summary>A span in its two greatest units.</summary>
    public static string Span(TimeSpan? span) => span is { } value ? SpanText.Of(value) : "";

    /// <summary>A number of bytes in its greatest unit.</summary>
    public static string Bytes(long? bytes) => bytes switch
    {
        null => "",
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => $"{bytes / 1024.0:0.0} KiB",
        < 1024L * 1024 * 1024 => $"{bytes / (1024.0 * 1024):0.0} MiB",
        _ => $"{bytes / (1024.0 * 1024 * 1024):0.00} GiB",
    };

    /// <summary>How long a job took, or has been taking; null while it waits, also where an attempt of it began before.</summary>
    public static TimeSpan? Taken(JobRecord job, DateTimeOffset now) =>
        job.StartedAt is { } start && !Waits(job) ? (job.FinishedAt ?? now) - start : null;

    private static bool Waits(JobRecord job) =>
        job.State is JobState.Ready or JobState.Scheduled || job is { State: JobState.Blocked, IsContainer: false };
}
