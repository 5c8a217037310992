using System.Globalization;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>The sentences with which every store answers a person's wish.</summary>
public static class ControlReplies
{
    /// <summary>Done, with nothing to say.</summary>
    public static ControlReply Done { get; } = new(ControlResult.Done);

    /// <summary>There is no such job.</summary>
    public static ControlReply NotFound(long jobId) => new(ControlResult.NotFound, $"there is no job {jobId}");

    /// <summary>The job is over, so there is nothing to cancel.</summary>
    public static ControlReply Over(JobRecord job) => new(ControlResult.Unchanged, $"job {job.Id} is over already: {job.State.Name()}");

    /// <summary>There is no such schedule.</summary>
    public static ControlReply NotFound(ScheduleRef schedule) => new(ControlResult.NotFound, $"there is no schedule {schedule}");

    /// <summary>A run of a schedule that must not be beside the last one.</summary>
    public static ControlReply StillRuns(ScheduleRef schedule, JobRecord last) => Refused(
        $"job {last.Id}, the last run of schedule {schedule.Name}, is {last.State.Name()}, and its overlap is skip; wait for it, or cancel it");

    /// <summary>A run of a schedule whose job a key at its limit drops.</summary>
    public static ControlReply AtLimit(ScheduleRef schedule, long holder) => Refused(
        $"job {holder} holds the key of schedule {schedule.Name}'s job, which is at its limit, and its at_limit is drop; wait for that job, or cancel it");

    /// <summary>A run of a schedule that another job keeps out by its key.</summary>
    internal static ControlReply? WhyNotBegun(ScheduleRef schedule, Enqueued begun) => begun.Result switch
    {
        EnqueueResult.Existed => Refused($"nothing was started: job {begun.Id} holds the unique key of schedule {schedule.Name}'s job; try again when that key is free"),
        EnqueueResult.Dropped => AtLimit(schedule, begun.Id),
        _ => null,
    };

    /// <summary>A wish that cannot be granted.</summary>
    public static ControlReply Refused(string message) => new(ControlResult.Refused, message);

    /// <summary>What cannot be paused: its name is no name.</summary>
    public static ControlReply? WhyNotPause(PauseTarget target) => target.Complaint is { } complaint ? Refused(complaint) : null;

    /// <summary>It is paused, or not paused, as it was wished to be.</summary>
    public static ControlReply SoAlready(PauseTarget target, bool paused) =>
        new(ControlResult.Unchanged, paused ? $"{target} is paused already" : $"{target} is not paused");

    /// <summary>A tenant has the weight that it was to be given.</summary>
    public static ControlReply HasWeight(TenantDefinition tenant) =>
        new(ControlResult.Unchanged, string.Create(CultureInfo.InvariantCulture, $"tenant {tenant.Name} has weight {tenant.Weight} already"));

    /// <summary>A tenant has the budget that it was to be given, or none.</summary>
    public static ControlReply HasBudget(string tenant, Budget? budget) =>
        new(ControlResult.Unchanged, budget is null ? $"tenant {tenant} has no budget" : $"tenant {tenant} has a budget of {budget} already");

    /// <summary>A tenant was not paused for its budget.</summary>
    public static ControlReply NotAtBudget(string tenant) => new(ControlResult.Unchanged, $"tenant {tenant} is not paused for its budget");

    /// <summary>There is no such secret.</summary>
    public static ControlReply NotFound(SecretRef secret) => new(ControlResult.NotFound, $"there is no secret {secret}");

    /// <summary>A secret has the very token that it was to be given.</summary>
    public static ControlReply HasToken(SecretRef secret) => new(ControlResult.Unchanged, $"secret {secret} is so already");

    /// <summary>A job that has made the next items of a list, and would make them once more.</summary>
    internal static ControlReply MadeOthers(JobRecord job, string step) =>
        Refused($"job {job.Id} has made the next items of step {step}, and would make them again; retry the step itself ({step})");

    /// <summary>Why a job cannot be deleted; null where it can.</summary>
    public static ControlReply? WhyNotDelete(JobRecord? job, long jobId) => job switch
    {
        null => NotFound(jobId),
        { ParentId: not null } => Refused($"job {jobId} belongs to run {job.RootId}; delete that"),
        { } when !job.State.IsOver() => Refused($"job {jobId} is {job.State.Name()}; cancel it first"),
        _ => null,
    };
}
