namespace Longhaul.Worker.Memory;

/// <summary>Who holds how much memory, in bytes.</summary>
/// <param name="Own">The worker's own process.</param>
/// <param name="Jobs">The processes of its jobs; pages that they share count more than once.</param>
/// <param name="Group">The whole control group, where that is what counts.</param>
/// <param name="Available">What the machine can still give to anybody, where its memory is the limit.</param>
internal sealed record MemoryUse(long Own, long Jobs, long? Group, long? Available = null)
{
    /// <summary>What counts against the limits.</summary>
    public long Total => Group ?? Own + Jobs;

    /// <summary>What others hold of the control group.</summary>
    public long Others => Math.Max(0, Total - Own - Jobs);
}
