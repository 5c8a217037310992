using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>What a bulk call must look like, and the words that every store uses for it.</summary>
internal static class BulkChecks
{
    /// <exception cref="RefusedException">Says which value.</exception>
    public static void Check(BulkRequest request)
    {
        Require(request.Limit is >= 1 and <= IJobStore.MaxBatch, $"a limit of {request.Limit}; 1 to {IJobStore.MaxBatch} are allowed");
        Require(!(request.Ids?.Count > IJobStore.MaxBatch), $"{request.Ids?.Count} ids; at most {IJobStore.MaxBatch} are taken, so send them in parts");
        Require(
            request.Action != BulkAction.Move || request.Queue?.Length is >= 1 and <= 100,
            $"a queue of {request.Queue?.Length ?? 0} characters to move to; 1 to 100 are allowed");
        Require(request.Action != BulkAction.Reprioritise || request.Priority is >= 0 and <= 9, $"a priority of {request.Priority}; 0 to 9 are allowed");
    }

    /// <summary>The states in which an action can be done, or is refused job by job.</summary>
    public static IReadOnlyList<JobState> States(BulkRequest request) => request.Action switch
    {
        BulkAction.Retry when request.Filter.State is null => [JobState.Failed, JobState.Cancelled],
        BulkAction.Retry => [JobState.Scheduled, .. JobStates.All.Where(state => state.IsOver())],
        BulkAction.Move or BulkAction.Reprioritise when request.DryRun => [JobState.Ready, JobState.Blocked, JobState.Scheduled],
        BulkAction.Delete => [.. JobStates.All.Where(state => state.IsOver())],
        _ => [.. JobStates.All.Where(state => !state.IsOver())],
    };

    /// <summary>Failures that their runs allow match as well. They are over with, as what completed is: their runs went on, and a retry would take all after them back.</summary>
    public static bool WithAllowedFailures(BulkRequest request) => request.Action != BulkAction.Retry;

    /// <summary>Only roots are deleted, and no runs moved: the members of a run have places of their own.</summary>
    public static JobFilter Filter(BulkRequest request) => request.Action switch
    {
        BulkAction.Delete => request.Filter with { Roots = true },
        BulkAction.Move or BulkAction.Reprioritise => request.Filter with { Containers = false },
        _ => request.Filter,
    };

    /// <summary>No job matches what asks for two things at once, such as the members of runs that are roots.</summary>
    public static bool MatchesNothing(BulkRequest request) =>
        (request.Action == BulkAction.Delete && request.Filter.Roots == false)
        || (request.Action is BulkAction.Move or BulkAction.Reprioritise && request.Filter.Containers == true);

    /// <summary>The job waits to run, so that its queue and priority can be changed.</summary>
    public static bool HasPlace(JobRecord job) => job.State is JobState.Ready or JobState.Blocked or JobState.Scheduled;

    /// <summary>Why a job keeps its queue and priority.</summary>
    public static ControlReply Left(JobRecord job) =>
        ControlReplies.Refused($"job {job.Id} is {job.State.Name()}; only a job that waits to run has a place to change");

    /// <summary>The entry in the audit log for a part of which something was done; null where nothing was.</summary>
    public static AuditEntry? Entry(BulkRequest request, BulkReply reply)
    {
        if (reply.Done + reply.Requested == 0)
        {
            return null;
        }

        var counts = $"{reply.Done} done" + Part(reply.Requested, "asked to stop") + Part(reply.Unchanged, "unchanged") + Part(reply.Refused, "left");
        var reason = request.Reason is null ? "" : $"; {request.Reason}";
        return new AuditEntry(request.Actor, Verb(request), Describe(request), $"{counts}; ids {reply.Ids[0]} to {reply.Ids[^1]}{reason}");
    }

    private static string Part(int count, string what) => count == 0 ? "" : $", {count} {what}";

    private static string Verb(BulkRequest request) => request.Action switch
    {
        BulkAction.Cancel => "JOBS_CANCELLED",
        BulkAction.Retry => "JOBS_RETRIED",
        BulkAction.Delete => "JOBS_DELETED",
        BulkAction.Move => "JOBS_MOVED",
        _ => "JOBS_REPRIORITISED",
    };

    /// <summary>The filter and the target, such as <c>jobs state=failed kind=render</c>.</summary>
    private static string Describe(BulkRequest request)
    {
        var filter = request.Filter;
        (string Name, object? Value)[] parts =
        [
            ("state", filter.State?.Name()), ("kind", filter.Kind), ("queue", filter.Queue), ("tenant", filter.Tenant),
            ("since", filter.Since?.UtcDateTime.ToString("O")), ("search", filter.Search), ("roots", filter.Roots), ("runs", filter.Containers),
            ("ids", request.Ids?.Count), ("to queue", request.Action == BulkAction.Move ? request.Queue : null),
            ("to priority", request.Action == BulkAction.Reprioritise ? request.Priority : null),
        ];
        var said = parts.Where(part => part.Value is not null).Select(part => $" {part.Name}={part.Value}").ToList();
        return "jobs" + (said.Count == 0 ? ": all" : string.Concat(said));
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new RefusedException($"the call is refused: {problem}");
        }
    }
}
