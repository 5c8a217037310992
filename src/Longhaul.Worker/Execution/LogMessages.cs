using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution;

/// <summary>What running attempts writes to the worker's log; numbers 300 to 399.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(300, LogLevel.Warning, "The output file of job {JobId} is not complete: {Problem}",
        EventName = "OUTPUT_FILE_INCOMPLETE")]
    public static partial void LogFileFailed(this ILogger logger, long jobId, string problem);

    [LoggerMessage(301, LogLevel.Warning, "Output of running jobs waits, the store is away: {Problem}",
        EventName = "OUTPUT_WAITS")]
    public static partial void OutputStoreAway(this ILogger logger, string problem);

    [LoggerMessage(302, LogLevel.Information, "Output of running jobs is in the store again", EventName = "OUTPUT_DELIVERED")]
    public static partial void OutputStoreBack(this ILogger logger);

    [LoggerMessage(303, LogLevel.Error, "Bringing output of running jobs into the store failed", EventName = "OUTPUT_FAILED")]
    public static partial void OutputLoopFailed(this ILogger logger, Exception error);

    [LoggerMessage(304, LogLevel.Warning, "Job {JobId} of kind {Kind} threw", EventName = "HANDLER_THREW")]
    public static partial void HandlerThrew(this ILogger logger, long jobId, string kind, Exception error);

    [LoggerMessage(305, LogLevel.Warning, "The scratch folder {Folder} could not be removed: {Problem}",
        EventName = "SCRATCH_STAYS")]
    public static partial void ScratchStays(this ILogger logger, string folder, string problem);

    [LoggerMessage(306, LogLevel.Information, "Removed {Count} scratch folders that dead workers left behind",
        EventName = "SCRATCH_SWEPT")]
    public static partial void ScratchSwept(this ILogger logger, int count);

    [LoggerMessage(307, LogLevel.Error, "Clearing up after dead workers failed; it is tried again at the next start",
        EventName = "SWEEP_FAILED")]
    public static partial void SweepFailed(this ILogger logger, Exception error);

    [LoggerMessage(308, LogLevel.Information, "Removed {Folders} artifact folders that no job needs, and the output files of {Jobs} forgotten jobs",
        EventName = "GARBAGE_SWEPT")]
    public static partial void GarbageSwept(this ILogger logger, int folders, int jobs);

    [LoggerMessage(309, LogLevel.Warning, "Removing what no job needs failed; it is tried again in an hour",
        EventName = "GARBAGE_STAYS")]
    public static partial void GarbageStays(this ILogger logger, Exception error);

    [LoggerMessage(310, LogLevel.Warning, "The data folder {Folder} was used with another store before: nothing in it is removed. Give each store a folder of its own, or delete the file 'store' in it",
        EventName = "FOREIGN_DATA")]
    public static partial void ForeignData(this ILogger logger, string folder);

    [LoggerMessage(311, LogLevel.Warning, "Tenant {Tenant} has spent {Spent} and reached its budget of {Budget}: no more of its jobs are begun until {Until:u}",
        EventName = "BUDGET_REACHED")]
    public static partial void BudgetReached(this ILogger logger, string tenant, string spent, string budget, DateTimeOffset until);

    [LoggerMessage(313, LogLevel.Warning, "The bucket of artifacts was used with another store before, or under another address of this one: nothing in it is removed. Give each store a prefix of its own, or delete the object 'store' in it",
        EventName = "FOREIGN_BUCKET")]
    public static partial void ForeignBucket(this ILogger logger);

    [LoggerMessage(314, LogLevel.Warning, "Removing what no job needs from the bucket of artifacts failed; it is tried again in an hour. {Reason}",
        EventName = "BUCKET_NOT_SWEPT")]
    public static partial void BucketNotSwept(this ILogger logger, string reason);

    [LoggerMessage(312, LogLevel.Error, "Bringing costs of jobs into the store failed; they are kept here and sent again", EventName = "COSTS_NOT_TAKEN")]
    public static partial void CostsNotTaken(this ILogger logger, Exception error);
}
