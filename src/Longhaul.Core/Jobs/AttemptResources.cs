namespace Longhaul.Core.Jobs;

/// <summary>What an attempt used and how its process ended; members are null where nobody measured.</summary>
public sealed record AttemptResources
{
    /// <summary>The exit code of the process, 0 to 255.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The number of the signal that ended the process.</summary>
    public int? Signal { get; init; }

    /// <summary>The most memory held at once, in bytes.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>User and system time, in milliseconds.</summary>
    public long? CpuMs { get; init; }

    /// <summary>From start to end on the worker's monotonic clock, in milliseconds.</summary>
    public long? WallMs { get; init; }
}
