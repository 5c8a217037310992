using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution.Output;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// The end of an attempt that found no room on the worker's own disk: not the job's failure, so it is given back for a while, and for
/// longer the more often it was. A disk that stays full then uses up no attempts.
/// </summary>
internal static class NoRoom
{
    private static readonly RetryPolicy Wait = new() { Base = TimeSpan.FromSeconds(5), Max = TimeSpan.FromMinutes(5) };

    /// <summary>Looks before anything is begun: a job that fills the disk halfway would have worked for nothing.</summary>
    /// <exception cref="IOException">Less is free than is to stay so.</exception>
    public static void RequireSome(string folder, long floorBytes)
    {
        if (new DiskRoom(folder, floorBytes).FreeIfShort(0) is { } free)
        {
            throw new IOException($"No space left: only {ByteSize.Show(free)} are free on the disk of the data folder, and the last {ByteSize.Show(floorBytes)} (or 5 % of it) are not begun on", FullDisk.NoSpace);
        }
    }

    public static Outcome GivesBack(JobRecord job, Exception disk, double random) =>
        Outcome.Snoozed(Wait.DelayAfter(job.Attempt - job.Failures, random)) with { Error = new JobError("disk", disk.Message).Bounded() };
}
