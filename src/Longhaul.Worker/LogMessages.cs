using Longhaul.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>Everything the worker says, numbered. A parameter named <c>jobId</c> becomes the line's correlation id.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "[{stage}/6] {name}: {detail} ({elapsedMs} ms)", EventName = "STARTUP_STAGE")]
    public static partial void StageDone(this ILogger log, int stage, string name, string detail, long elapsedMs);

    [LoggerMessage(2, LogLevel.Warning, "[{stage}/6] {name}: {error}. Trying again in {seconds} s.", EventName = "STARTUP_WAITS")]
    public static partial void StageWaits(this ILogger log, int stage, string name, string error, int seconds);

    [LoggerMessage(3, LogLevel.Error, "[{stage}/6] {name} failed: {error}", EventName = "STARTUP_FAILED")]
    public static partial void StageFailed(this ILogger log, int stage, string name, string error);

    [LoggerMessage(13, LogLevel.Warning, "[{stage}/6] {name}: not done after {seconds} s.", EventName = "STARTUP_SLOW")]
    public static partial void StageSlow(this ILogger log, int stage, string name, int seconds);

    [LoggerMessage(65, LogLevel.Warning, "It holds {held} before it has run any job, and would end like this each time it is started; raise LONGHAUL_MAX_MEMORY_MB.", EventName = "RECYCLES_FOR_EVER")]
    public static partial void RecyclesForEver(this ILogger log, string held);

    [LoggerMessage(64, LogLevel.Information, "Takes no more jobs, since {cause}; ends when the {running} that run have ended.", EventName = "WORKER_RECYCLING")]
    public static partial void Recycling(this ILogger log, string cause, int running);

    [LoggerMessage(63, LogLevel.Warning, "[{stage}/6] {name}: {remark}", EventName = "STARTUP_REMARK")]
    public static partial void StageRemark(this ILogger log, int stage, string name, string remark);

    [LoggerMessage(4, LogLevel.Information, "Registered as {label}, instance {instance}.", EventName = "WORKER_REGISTERED")]
    public static partial void Registered(this ILogger log, string label, Guid instance);

    [LoggerMessage(5, LogLevel.Information, "Stopping because {cause}: {running} running.", EventName = "WORKER_DRAINING")]
    public static partial void Draining(this ILogger log, string cause, int running);

    [LoggerMessage(6, LogLevel.Warning, "{cause}: {running} running jobs are stopped and put back.", EventName = "DRAIN_DEADLINE")]
    public static partial void DrainDeadline(this ILogger log, string cause, int running);

    [LoggerMessage(7, LogLevel.Information, "Stopped after {elapsedMs} ms.", EventName = "WORKER_STOPPED")]
    public static partial void Stopped(this ILogger log, long elapsedMs);

    [LoggerMessage(8, LogLevel.Error, "Job {jobId}: {kind} {name}, but the store was not told; the job will be rescued.", EventName = "OUTCOME_UNDELIVERED")]
    public static partial void OutcomeUndelivered(this ILogger log, long jobId, string kind, string name);

    [LoggerMessage(9, LogLevel.Warning, "Job {jobId}: still running at the end of the shutdown: {kind}.", EventName = "JOB_IGNORES_STOP")]
    public static partial void IgnoresStop(this ILogger log, long jobId, string kind);

    [LoggerMessage(10, LogLevel.Information, "The store answers.", EventName = "STORE_CONNECTED")]
    public static partial void StoreConnected(this ILogger log);

    [LoggerMessage(14, LogLevel.Information, "The store answers again; it was away for {awayMs} ms.", EventName = "STORE_BACK")]
    public static partial void StoreBack(this ILogger log, long awayMs);

    [LoggerMessage(11, LogLevel.Warning, "The store is away: {error}", EventName = "STORE_LOST")]
    public static partial void StoreLost(this ILogger log, string error);

    [LoggerMessage(15, LogLevel.Warning, "Nothing is claimed: {error}", EventName = "STORE_FULL")]
    public static partial void StoreFull(this ILogger log, string error);

    [LoggerMessage(16, LogLevel.Information, "The store has room again.", EventName = "STORE_HAS_ROOM")]
    public static partial void StoreHasRoom(this ILogger log);

    [LoggerMessage(12, LogLevel.Warning, "Trying the store again in {waitMs} ms.", EventName = "STORE_RETRY")]
    public static partial void StoreRetry(this ILogger log, long waitMs);

    [LoggerMessage(20, LogLevel.Information, "Job {jobId}: started {kind} from queue {queue}, attempt {attempt}.", EventName = "JOB_STARTED")]
    public static partial void JobStarted(this ILogger log, long jobId, string kind, string queue, int attempt);

    [LoggerMessage(21, LogLevel.Information, "Job {jobId}: {kind} {outcome} after {elapsedMs} ms.", EventName = "JOB_ENDED")]
    public static partial void JobEndedWell(this ILogger log, long jobId, string kind, string outcome, long elapsedMs);

    [LoggerMessage(22, LogLevel.Warning, "Job {jobId}: {kind} {outcome} after {elapsedMs} ms: {error} ({code})", EventName = "JOB_FAILED")]
    public static partial void JobEndedBadly(
        this ILogger log, long jobId, string kind, string outcome, long elapsedMs, string code, string error);

    [LoggerMessage(23, LogLevel.Warning, "Job {jobId}: the store refused that {kind} {outcome}: the attempt was over already.", EventName = "OUTCOME_FENCED")]
    public static partial void OutcomeFenced(this ILogger log, long jobId, string kind, string outcome);

    [LoggerMessage(24, LogLevel.Warning, "Job {jobId}: dropped that {kind} {outcome}: its attempt is not this worker's any more.", EventName = "OUTCOME_DROPPED")]
    public static partial void OutcomeDropped(this ILogger log, long jobId, string kind, string outcome);

    [LoggerMessage(25, LogLevel.Error, "Job {jobId}: the store does not accept that {kind} {outcome}; the job fails instead.", EventName = "OUTCOME_REFUSED")]
    public static partial void OutcomeRefused(this ILogger log, Exception error, long jobId, string kind, string outcome);

    [LoggerMessage(26, LogLevel.Information, "Job {jobId}: {kind} is stopped: somebody cancelled it.", EventName = "CANCEL_REACHED")]
    public static partial void CancelReached(this ILogger log, long jobId, string kind);

    [LoggerMessage(27, LogLevel.Warning, "Job {jobId}: {kind} is killed: the store has given it to somebody else.", EventName = "ATTEMPT_LOST")]
    public static partial void AttemptLost(this ILogger log, long jobId, string kind);

    [LoggerMessage(28, LogLevel.Warning, "Job {jobId}: rescued from dead worker {owner}: now {state}, {crashes} crashes.", EventName = "JOB_RESCUED")]
    public static partial void JobRescued(this ILogger log, long jobId, string owner, string state, int crashes);

    [LoggerMessage(29, LogLevel.Warning, "Gave back {count} claimed jobs that never arrived here.", EventName = "CLAIMS_STRANDED")]
    public static partial void ClaimsStranded(this ILogger log, int count);

    [LoggerMessage(30, LogLevel.Information, "Job {jobId}: schedule {schedule} was due at {due:u}.", EventName = "SCHEDULE_FIRED")]
    public static partial void ScheduleFired(this ILogger log, long jobId, string schedule, DateTimeOffset due);

    [LoggerMessage(31, LogLevel.Warning, "Schedule {schedule} was due at {due:u}, but its last run is not over, or another job holds its key: left out.", EventName = "SCHEDULE_SKIPPED")]
    public static partial void ScheduleSkipped(this ILogger log, string schedule, DateTimeOffset due);

    [LoggerMessage(32, LogLevel.Warning, "Schedule {schedule}: {missed} due times up to {through:u} came too late and are not run.", EventName = "SCHEDULE_MISSED")]
    public static partial void ScheduleMissed(this ILogger log, string schedule, int missed, DateTimeOffset through);

    [LoggerMessage(33, LogLevel.Error, "Schedule {schedule} was due at {due:u}, but cannot be run: {error}", EventName = "SCHEDULE_REFUSED")]
    public static partial void ScheduleRefused(this ILogger log, string schedule, DateTimeOffset due, string error);

    [LoggerMessage(34, LogLevel.Warning, "Schedule {schedule} is not fired by this worker: another has declared it otherwise since.", EventName = "SCHEDULE_CHANGED")]
    public static partial void ScheduleChanged(this ILogger log, string schedule);

    [LoggerMessage(40, LogLevel.Error, "The store declared this worker dead: {running} jobs are killed, {dropped} outcomes dropped.", EventName = "LEASE_LOST")]
    public static partial void LeaseLost(this ILogger log, int running, int dropped);

    [LoggerMessage(41, LogLevel.Warning, "Job {jobId}: {kind} is stopped and put back: the lease was not renewed for {seconds} s.", EventName = "STOPPED_FOR_OUTAGE")]
    public static partial void StoppedForOutage(this ILogger log, long jobId, string kind, long seconds);

    [LoggerMessage(42, LogLevel.Critical, "Job {jobId}: {kind} ignores its stop {seconds} s after its lease was last sure; the process ends.", EventName = "EXCLUSIVE_IGNORES_STOP")]
    public static partial void ExclusiveIgnoresStop(this ILogger log, long jobId, string kind, long seconds);

    [LoggerMessage(49, LogLevel.Warning, "The tenant {tenant} must have a secret {name} of its own, and has not; set it with: longhaul secrets set {name} --tenant '{tenant}'", EventName = "TENANT_SECRET_MISSING")]
    public static partial void TenantSecretMissing(this ILogger log, string tenant, string name);

    [LoggerMessage(48, LogLevel.Warning, "The store does not do the call {call} now; other calls go on: {error}", EventName = "STORE_CALL_HINDERED")]
    public static partial void StoreCallHindered(this ILogger log, string call, string error);

    [LoggerMessage(67, LogLevel.Warning, "Project {project} had set queue {queue} to {before}; it is {now} now, as this worker's file has it, and unlimited once that has it no more. Give the queue the same limits in both files, or each project its own queue.", EventName = "LIMIT_TAKEN_OVER")]
    public static partial void LimitTaken(this ILogger log, string queue, string project, string before, string now);

    [LoggerMessage(50, LogLevel.Error, "Unexpected error in {where}.", EventName = "UNEXPECTED_ERROR")]
    public static partial void UnexpectedError(this ILogger log, Exception error, string where);

    [LoggerMessage(51, LogLevel.Critical, "{count} unexpected errors within a minute.", EventName = "ERROR_STORM")]
    public static partial void ErrorStorm(this ILogger log, int count);

    [LoggerMessage(52, LogLevel.Information, "Alert {message} was sent to {target}.", EventName = "ALERT_SENT")]
    public static partial void AlertSent(this ILogger log, long message, string target);

    [LoggerMessage(53, LogLevel.Warning, "Alert {message} was not sent to {target}: {error}; trying again in {seconds} s.", EventName = "ALERT_WAITS")]
    public static partial void AlertWaits(this ILogger log, long message, string target, string error, long seconds);

    [LoggerMessage(54, LogLevel.Error, "Alert {message} is given up, {target} does not take it: {error}", EventName = "ALERT_GIVEN_UP")]
    public static partial void AlertGivenUp(this ILogger log, long message, string target, string error);

    [LoggerMessage(55, LogLevel.Information, "An alert of format {format} for {events} is off: the address of its webhook is empty.", EventName = "ALERT_OFF")]
    public static partial void AlertOff(this ILogger log, string format, string events);

    [LoggerMessage(56, LogLevel.Warning, "{warning}", EventName = "MEMORY_UNSURE")]
    public static partial void MemoryUnsure(this ILogger log, string warning);

    [LoggerMessage(57, LogLevel.Warning, "{held} of memory are held, {own} by the worker itself: from {limit} on no more jobs are taken.", EventName = "MEMORY_FULL")]
    public static partial void MemoryFull(this ILogger log, string held, string own, string limit);

    [LoggerMessage(58, LogLevel.Information, "{held} of memory are held: jobs are taken again.", EventName = "MEMORY_FREE")]
    public static partial void MemoryFree(this ILogger log, string held);

    [LoggerMessage(59, LogLevel.Error, "Job {jobId}: {kind} is out of memory. {why}", EventName = "JOB_OUT_OF_MEMORY")]
    public static partial void JobOutOfMemory(this ILogger log, long jobId, string kind, string why);

    [LoggerMessage(66, LogLevel.Warning, "At the limit of {limit} {held} of memory are held: {own} by the worker, {jobs} by its jobs, {others} by files in memory (tmpfs), the kernel or other programs of the container. No job above its share holds enough of it for its end to help: none is killed, and no more are taken.", EventName = "MEMORY_OF_OTHERS")]
    public static partial void MemoryOfOthers(this ILogger log, string limit, string held, string own, string jobs, string others);

    [LoggerMessage(62, LogLevel.Warning, "The worker alone holds {own} of memory, and takes no more jobs from {soft}, kills from {hard} on: little is left for jobs. Raise LONGHAUL_MEMORY_LIMIT_MB, or give it more.", EventName = "MEMORY_TIGHT")]
    public static partial void MemoryTight(this ILogger log, string own, string soft, string hard);

    [LoggerMessage(61, LogLevel.Information, "Kind {kind} has had too little memory for long: no others that need some are taken before it.", EventName = "MEMORY_HELD")]
    public static partial void MemoryHeld(this ILogger log, string kind);

    [LoggerMessage(60, LogLevel.Information, "{done} done, {failed} failed, {running} running, {undelivered} undelivered, {errorsInARow} errors in a row, {memoryMb} MB, up {uptimeSeconds} s.", EventName = "HEARTBEAT")]
    public static partial void Heartbeat(
        this ILogger log, long done, long failed, int running, int undelivered, int errorsInARow, long memoryMb, long uptimeSeconds);

    /// <summary>Says how an accepted attempt ended.</summary>
    public static void JobEnded(this ILogger log, long jobId, string kind, Outcome outcome, long elapsedMs)
    {
        if (outcome.Error is { } error && outcome.Kind is OutcomeKind.Failed or OutcomeKind.Retry or OutcomeKind.Snoozed)
        {
            log.JobEndedBadly(jobId, kind, outcome.Kind.Name(), elapsedMs, error.Code, error.Message);
        }
        else
        {
            log.JobEndedWell(jobId, kind, outcome.Kind.Name(), elapsedMs);
        }
    }
}
