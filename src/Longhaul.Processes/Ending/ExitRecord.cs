namespace Longhaul.Processes;

/// <summary>How a child ended and what it used.</summary>
public sealed record ExitRecord
{
    /// <summary>The first process of the tree.</summary>
    public required ProcessIdentity Process { get; init; }

    /// <summary>The leader's exit code, 0 to 255, or null where a signal ended it.</summary>
    public required int? ExitCode { get; init; }

    /// <summary>The number of the signal that ended the leader, or null. If <see cref="ExitCode"/> is null as well, another
    /// part of this process collected the status and it is unknown.</summary>
    public required int? Signal { get; init; }

    /// <summary>Peak resident memory in bytes: the larger of the kernel's figure for the biggest single process and the sum over the
    /// tree as watched once a second.</summary>
    public required long PeakRssBytes { get; init; }

    /// <summary>True for a short or small child: the kernel's figure begins at the worker's own size (a child shares its memory until exec),
    /// so below that only "at most" is known.</summary>
    public required bool PeakRssIsUpperBound { get; init; }

    /// <summary>CPU time, user and system, of the tree.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>From the start to the leader's end.</summary>
    public required TimeSpan WallTime { get; init; }

    /// <summary>Processes of the tree that were ended by SIGKILL: leftovers, and the leader if it had to be.</summary>
    public required int ProcessesKilled { get; init; }

    /// <summary>True once a scan proved that nobody of the tree is alive. False means that the leader is gone, its group is empty and its
    /// output has ended, and a sweep follows.</summary>
    public required bool ProvenDead { get; init; }

    /// <summary>True where somebody outside the tree still held an output pipe, which was closed on them, or where the sink did not
    /// return in time and is not called again.</summary>
    public required bool OutputCutOff { get; init; }

    /// <summary>What the sink threw, if it did; the rest of the output was then discarded.</summary>
    public required Exception? SinkFailure { get; init; }
}
