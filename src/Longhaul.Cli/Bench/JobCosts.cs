namespace Longhaul.Cli.Bench;

/// <summary>What one job cost, where it can be known.</summary>
/// <param name="WalBytes">Of the server's log; what others wrote meanwhile is in it.</param>
/// <param name="Commits">Of the database.</param>
/// <param name="Statements">Where the server counts them.</param>
/// <param name="ServerCpuMicroseconds">Of all the server's processes, where it runs on this machine.</param>
/// <param name="CpuMicroseconds">Of the workers; where there are none, of the process that measured.</param>
/// <param name="PeakMegabytes">The most memory that one of them held.</param>
internal sealed record JobCosts(
    double? WalBytes, double? Commits, double? Statements, double? ServerCpuMicroseconds, double? CpuMicroseconds, double? PeakMegabytes)
{
    private const double Million = 1_000_000;

    /// <summary>The difference of two readings of the store, and what the processes used, by job.</summary>
    public static JobCosts Of(StoreReading? before, StoreReading? after, ProcessUsage usage, long jobs) => new(
        (double?)(after?.WalBytes - before?.WalBytes) / jobs,
        (double?)(after?.Commits - before?.Commits) / jobs,
        (double?)(after?.Statements - before?.Statements) / jobs,
        (after?.CpuSeconds - before?.CpuSeconds) * Million / jobs,
        usage.CpuSeconds * Million / jobs,
        usage.PeakBytes / (1024.0 * 1024));

    /// <summary>The median of each.</summary>
    public static JobCosts? Median(IEnumerable<JobCosts?> all)
    {
        var known = all.OfType<JobCosts>().ToArray();
        return known.Length == 0 ? null : new JobCosts(
            Middle(known.Select(one => one.WalBytes)), Middle(known.Select(one => one.Commits)), Middle(known.Select(one => one.Statements)),
            Middle(known.Select(one => one.ServerCpuMicroseconds)), Middle(known.Select(one => one.CpuMicroseconds)),
            Middle(known.Select(one => one.PeakMegabytes)));
    }

    private static double? Middle(IEnumerable<double?> values) =>
        values.OfType<double>().ToArray() is { Length: > 0 } known ? Quantile.Of(known, 0.5) : null;
}

/// <summary>What a store's server has done since it began; two readings make a difference.</summary>
internal sealed record StoreReading(long WalBytes, long Commits, long? Statements, double? CpuSeconds);

/// <summary>What processes used while something was measured.</summary>
internal readonly record struct ProcessUsage(double? CpuSeconds, long? PeakBytes);
