using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution.Output;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// The end of an attempt that found no room on the worker's own disk, or its bucket of artifacts away: not the job's failure, so it is given back for
/// a while, and for longer the more often it was. A disk that stays full, or a bucket that stays away, then uses up no attempts.
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

    /// <summary>Gives the job back for a while.</summary>
    /// <param name="job">The job.</param>
    /// <param name="why">What is told of it.</param>
    /// <param name="random">0 to 1, for the jitter.</param>
    /// <param name="code">What had no room, or was away.</param>
    public static Outcome GivesBack(JobRecord job, Exception why, double random, string code = "disk") =>
        Outcome.Snoozed(Wait.DelayAfter(job.Attempt - job.Failures, random)) with { Error = new JobError(code, why.Message).Bounded() };
}
