using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Jobs as arrays, a column each, for <c>unnest</c>.</summary>
internal static class JobArrays
{
    /// <summary>All that a new job has.</summary>
    public static Statement SetNew(Statement sql, IReadOnlyList<JobRecord> jobs, IReadOnlyDictionary<long, Around> around) =>
        SetDefining(SetChanging(sql, jobs, around), jobs)
            .Set("@root_id", jobs.Select(job => job.RootId))
            .Set("@parent_id", jobs.Select(job => job.ParentId))
            .Set("@may_fail", jobs.Select(job => job.MayFail))
            .Set("@unique_keys", jobs.Select(job => JobLists.Write(job.UniqueKeys)))
            .Set("@created_at", jobs.Select(job => (DateTimeOffset?)job.CreatedAt));

    /// <summary>What changes only where a job is replaced.</summary>
    public static Statement SetReplaced(Statement sql, IReadOnlyList<JobRecord> jobs) =>
        SetDefining(sql, jobs)
            .Set("@id", jobs.Select(job => job.Id))
            .Set("@queue", jobs.Select(job => job.Queue))
            .Set("@priority", jobs.Select(job => (short)job.Priority));

    private static Statement SetDefining(Statement sql, IReadOnlyList<JobRecord> jobs) => sql
        .Set("@kind", jobs.Select(job => job.Kind))
        .Set("@tenant", jobs.Select(job => job.Tenant))
        .Set("@step", jobs.Select(job => job.Step))
        .Set("@slots", jobs.Select(job => JobLists.Write(job.Slots)))
        .Set("@is_container", jobs.Select(job => job.IsContainer))
        .Set("@exclusive", jobs.Select(job => job.Exclusive))
        .Set("@on_worker_lost", jobs.Select(job => (short)job.OnWorkerLost))
        .Set("@keep_history", jobs.Select(job => job.KeepHistory))
        .Set("@input", jobs.Select(job => job.Input))
        .Set("@definition", jobs.Select(job => job.Definition));

    /// <summary>What can change of a job.</summary>
    public static Statement SetChanging(Statement sql, IReadOnlyList<JobRecord> jobs, IReadOnlyDictionary<long, Around> around) => sql
        .Set("@id", jobs.Select(job => job.Id))
        .Set("@state", jobs.Select(job => (short)job.State))
        .Set("@queue", jobs.Select(job => job.Queue))
        .Set("@priority", jobs.Select(job => (short)job.Priority))
        .Set("@attempt", jobs.Select(job => job.Attempt))
        .Set("@failures", jobs.Select(job => job.Failures))
        .Set("@crashes", jobs.Select(job => job.Crashes))
        .Set("@releases", jobs.Select(job => job.Releases))
        .Set("@instance", jobs.Select(job => job.Token?.Instance))
        .Set("@claim", jobs.Select(job => job.Token?.Claim))
        .Set("@worker", jobs.Select(job => job.Worker))
        .Set("@tag", jobs.Select(job => job.Tag))
        .Set("@position", jobs.Select(job => job.Position))
        .Set("@waiting_for", jobs.Select(job => job.WaitingFor))
        .Set("@open_children", jobs.Select(job => job.OpenChildren))
        .Set("@admitted", jobs.Select(job => job.Admitted))
        .Set("@cancel_requested", jobs.Select(job => job.CancelRequested))
        .Set("@due_at", jobs.Select(job => job.DueAt))
        .Set("@claimed_at", jobs.Select(job => job.ClaimedAt))
        .Set("@started_at", jobs.Select(job => job.StartedAt))
        .Set("@finished_at", jobs.Select(job => job.FinishedAt))
        .Set("@stage", jobs.Select(job => job.Stage))
        .Set("@progress", jobs.Select(job => job.Progress))
        .Set("@eta_seconds", jobs.Select(job => job.EtaSeconds))
        .Set("@error_code", jobs.Select(job => job.Error?.Code))
        .Set("@error_message", jobs.Select(job => job.Error?.Message))
        .Set("@checkpoint", jobs.Select(job => job.Checkpoint))
        .Set("@output", jobs.Select(job => job.Output))
        .Set("@artifacts", jobs.Select(job => job.Artifacts))
        .Set("@decision", jobs.Select(job => job.Decision))
        .Set("@edits", jobs.Select(job => job.Edits))
        .Set("@queued", jobs.Select(job => job.State is JobState.Ready or JobState.Running))
        .Set("@front_lane", jobs.Select(job => job.Front))
        .Set("@wake_at", jobs.Select(job => job.State is JobState.Scheduled or JobState.AwaitingReview ? job.DueAt : null))
        .Set("@has_dependents", jobs.Select(job => around[job.Id].HasDependents))
        .Set("@has_needs", jobs.Select(job => around[job.Id].HasNeeds));
}
