using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// The end of an attempt that found no room on the worker's own disk: not the job's failure, so it is given back for a while, and for
/// longer the more often it was. A disk that stays full then uses up no attempts.
/// </summary>
internal static class NoRoom
{
    private static readonly RetryPolicy Wait = new() { Base = TimeSpan.FromSeconds(5), Max = TimeSpan.FromMinutes(5) };

    public static Outcome GivesBack(JobRecord job, Exception disk, double random) =>
        Outcome.Snoozed(Wait.DelayAfter(job.Attempt - job.Failures, random)) with { Error = new JobError("disk", disk.Message).Bounded() };
}
