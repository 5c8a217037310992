using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.Core.Schedules;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>The roles, each handed to the part that plays it, under the lock.</summary>
public sealed partial class InMemoryJobStore
    : IStoreSchema, IJobIntake, IJobClaims, IJobOutcomes, IWorkerRegistry, IStoreUpkeep, IStoreSchedules, IQueueLimits, IStoreTenants, IStoreSecrets, IJobControl, IStoreReviews,
        IJobQueries, IJobLogs, ICostLedger, IAuditLog, IStoreHealth
{
    Task IStoreSchema.MigrateAsync(CancellationToken cancel) => Task.CompletedTask;

    Task<StoreStatus> IStoreSchema.CheckAsync(CancellationToken cancel) =>
        Read(() => new StoreStatus("memory", 1, _tables.Now, _id), cancel);

    Task<IReadOnlyList<Enqueued>> IJobIntake.EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancel) =>
        Change(() => _intake.Enqueue(jobs), cancel);

    Task<ClaimReply> IJobClaims.ClaimAsync(ClaimRequest request, CancellationToken cancel) =>
        Change(() => _claims.Claim(request), cancel);

    Task<IReadOnlyList<AttemptRef>> IJobClaims.ListHeldAsync(Guid instance, CancellationToken cancel) =>
        Read(() => _claims.ListHeld(instance), cancel);

    Task<IReadOnlyList<bool>> IJobClaims.StartAsync(IReadOnlyList<AttemptRef> attempts, CancellationToken cancel) =>
        Change(() => _claims.Start(attempts), cancel);

    Task<IReadOnlyList<bool>> IJobClaims.ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancel) =>
        Change(() => _claims.Report(reports), cancel);

    Task<IReadOnlyList<FinishReply>> IJobOutcomes.FinishAsync(IReadOnlyList<Finish> items, CancellationToken cancel)
    {
        OutcomeChecks.Check(items);
        return Change(() => _outcomes.Finish(items), cancel);
    }

    Task IWorkerRegistry.RegisterAsync(WorkerRegistration worker, CancellationToken cancel) =>
        Change(() => _workers.Register(worker), cancel);

    Task<RenewReply> IWorkerRegistry.RenewAsync(WorkerRenewal renewal, CancellationToken cancel) =>
        Change(() => _workers.Renew(renewal), cancel);

    Task IWorkerRegistry.DeregisterAsync(Guid instance, CancellationToken cancel) =>
        Change(() => _workers.Deregister(instance), cancel);

    Task<bool> IWorkerRegistry.RequestDrainAsync(Guid instance, string actor, CancellationToken cancel) =>
        Change(() => _workers.RequestDrain(instance, actor), cancel);

    Task<IReadOnlyList<WorkerRecord>> IWorkerRegistry.ListAsync(CancellationToken cancel) => Read(() => _workers.List(), cancel);

    Task<IReadOnlyList<AttemptRef>> IWorkerRegistry.ListCancelRequestsAsync(Guid instance, CancellationToken cancel) =>
        Read(() => _workers.CancelRequests(instance), cancel);

    Task<Promoted> IStoreUpkeep.PromoteDueAsync(int limit, CancellationToken cancel) =>
        Change(() => _upkeep.PromoteDue(limit), cancel);

    Task<IReadOnlyList<Rescued>> IStoreUpkeep.RescueAsync(IReadOnlyCollection<Guid> provenDead, int limit, CancellationToken cancel) =>
        Change(() => _upkeep.Rescue(provenDead, limit), cancel);

    Task<int> IStoreUpkeep.AdmitAsync(CancellationToken cancel) => Change(() => _upkeep.Admit(), cancel);

    Task<int> IStoreUpkeep.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        Change(() => _upkeep.Prune(keep, limit), cancel);

    Task IStoreUpkeep.MaintainAsync(CancellationToken cancel) => Task.CompletedTask;

    Task IStoreSchedules.DeclareAsync(string project, IReadOnlyList<ScheduleDefinition> schedules, CancellationToken cancel) =>
        Change(() => _schedules.Declare(project, schedules), cancel);

    Task<ScheduleList> IStoreSchedules.ListAsync(string? project, CancellationToken cancel) => Read(() => _schedules.List(project), cancel);

    Task<FiringReply> IStoreSchedules.FireAsync(ScheduleFiring firing, CancellationToken cancel) =>
        Change(() => _schedules.Fire(firing), cancel);

    Task<RunNowReply> IStoreSchedules.RunNowAsync(ScheduleRef schedule, IReadOnlyList<NewJob> jobs, string actor, CancellationToken cancel) =>
        Change(() => _schedules.RunNow(schedule, jobs, actor), cancel);

    Task<ControlReply> IStoreSchedules.PauseAsync(ScheduleRef schedule, string actor, CancellationToken cancel) =>
        Change(() => _schedules.Pause(schedule, actor), cancel);

    Task<ControlReply> IStoreSchedules.ResumeAsync(ScheduleRef schedule, string actor, CancellationToken cancel) =>
        Change(() => _schedules.Resume(schedule, actor), cancel);

    Task<IReadOnlyList<TakenLimit>> IQueueLimits.DeclareAsync(string project, IReadOnlyList<QueueLimit> limits, CancellationToken cancel) =>
        Change(() => _limits.Declare(project, limits), cancel);

    Task<ControlReply> IQueueLimits.SetAsync(QueueLimit limit, string actor, CancellationToken cancel) =>
        Change(() => _limits.Set(limit, actor), cancel);

    Task IStoreTenants.DeclareAsync(string project, IReadOnlyList<TenantDefinition> tenants, CancellationToken cancel) =>
        Change(() => _tenants.Declare(project, tenants), cancel);

    Task<ControlReply> IStoreTenants.SetWeightAsync(TenantDefinition tenant, string actor, CancellationToken cancel) =>
        Change(() => _tenants.SetWeight(tenant, actor), cancel);

    Task<ControlReply> IStoreTenants.SetBudgetAsync(string tenant, Budget? budget, string actor, CancellationToken cancel) =>
        Change(() => _budgets.Set(tenant, budget, actor), cancel);

    Task<ControlReply> IStoreTenants.LiftBudgetAsync(string tenant, string actor, CancellationToken cancel) =>
        Change(() => _budgets.Lift(tenant, actor), cancel);

    Task<IReadOnlyList<TenantRecord>> IStoreTenants.ListAsync(CancellationToken cancel) => Read(() => _tenants.List(), cancel);

    Task<ControlReply> IStoreSecrets.SetAsync(SecretRef secret, string token, string actor, CancellationToken cancel) =>
        Change(() => _secrets.Set(secret, token, actor), cancel);

    Task<IReadOnlyList<SecretRecord>> IStoreSecrets.ListAsync(int limit, SecretRef? after, CancellationToken cancel) =>
        Read(() => _secrets.List(limit, after), cancel);

    Task<IReadOnlyList<SecretToken>> IStoreSecrets.FindAsync(IReadOnlyCollection<SecretRef> secrets, CancellationToken cancel) =>
        Read(() => _secrets.Find(secrets), cancel);

    Task<ControlReply> IStoreSecrets.RemoveAsync(SecretRef secret, string actor, CancellationToken cancel) =>
        Change(() => _secrets.Remove(secret, actor), cancel);

    Task<int> IStoreSecrets.RotateAsync(IReadOnlyCollection<SecretRotation> rotations, string actor, CancellationToken cancel) =>
        Change(() => _secrets.Rotate(rotations, actor), cancel);

    Task<ControlReply> IJobControl.CancelAsync(long jobId, string actor, string? reason, CancellationToken cancel) =>
        Change(() => _control.Cancel(jobId, actor, reason), cancel);

    Task<ControlReply> IJobControl.ReopenAsync(long jobId, string actor, CancellationToken cancel) =>
        Change(() => _reopen.Reopen(jobId, actor), cancel);

    Task<ControlReply> IJobControl.EditAsync(JobEdit edit, string actor, CancellationToken cancel)
    {
        EditVerdict.Check(edit);
        return Change(() => _edits.Edit(edit, actor), cancel);
    }

    Task<ControlReply> IJobControl.DeleteAsync(long jobId, string actor, CancellationToken cancel) =>
        Change(() => _control.Delete(jobId, actor), cancel);

    Task<ControlReply> IJobControl.PauseAsync(PauseTarget target, string actor, string? reason, CancellationToken cancel) =>
        Change(() => _control.Pause(target, actor, reason), cancel);

    Task<ControlReply> IJobControl.ResumeAsync(PauseTarget target, string actor, CancellationToken cancel) =>
        Change(() => _control.Resume(target, actor), cancel);

    Task<ControlReply> IStoreReviews.ApproveAsync(long jobId, string actor, string? note, int? revision, CancellationToken cancel) =>
        Change(() => _reviews.Decide(jobId, new Ballot(Approved: true, actor, note, revision)), cancel);

    Task<ControlReply> IStoreReviews.RejectAsync(long jobId, string actor, string? note, int? revision, CancellationToken cancel) =>
        Change(() => _reviews.Decide(jobId, new Ballot(Approved: false, actor, note, revision)), cancel);

    Task<BulkReply> IJobControl.ApplyAsync(BulkRequest request, CancellationToken cancel) => Change(() => _bulk.Apply(request), cancel);

    Task<JobRecord?> IJobQueries.GetAsync(long jobId, CancellationToken cancel) => Read(() => _tables.Find(jobId), cancel);

    Task<IReadOnlyList<JobRecord>> IJobQueries.ListAsync(JobFilter filter, JobPage page, CancellationToken cancel) =>
        Read(() => _queries.List(filter, page), cancel);

    Task<IReadOnlyList<JobRecord>> IJobQueries.ListTreeAsync(long rootId, CancellationToken cancel) =>
        Read(() => _queries.ListTree(rootId), cancel);

    Task<IReadOnlyList<JobRecord>> IJobQueries.ListScopeAsync(long jobId, IReadOnlyCollection<string>? outputsOf, CancellationToken cancel) =>
        Read(() => _queries.ListScope(jobId, outputsOf), cancel);

    Task<IReadOnlyList<StepFiles>> IJobQueries.ListFilesAsync(long parentId, long after, int limit, CancellationToken cancel) =>
        Read(() => _queries.ListFiles(parentId, after, limit), cancel);

    Task<IReadOnlyList<DependencyEdge>> IJobQueries.ListDependenciesAsync(long rootId, CancellationToken cancel) =>
        Read(() => _queries.ListDependencies(rootId), cancel);

    Task<IReadOnlyList<AttemptRecord>> IJobQueries.ListAttemptsAsync(long jobId, CancellationToken cancel) =>
        Read(() => _queries.ListAttempts(jobId), cancel);

    Task<long> IJobQueries.SumArtifactsAsync(long? rootId, string? tenant, CancellationToken cancel) => Read(() => _queries.SumArtifacts(rootId, tenant), cancel);

    Task<IReadOnlyList<QueueRecord>> IJobQueries.ListQueuesAsync(CancellationToken cancel) => Read(() => _queries.ListQueues(), cancel);

    Task<IReadOnlyList<PauseRecord>> IJobQueries.ListPausesAsync(CancellationToken cancel) => Read(() => _queries.ListPauses(), cancel);

    Task<Explanation?> IJobQueries.ExplainAsync(long jobId, CancellationToken cancel) => Read(() => _waiting.Explain(jobId), cancel);

    Task<IReadOnlyList<bool>> IJobLogs.AppendAsync(IReadOnlyList<LogAppend> items, CancellationToken cancel) =>
        Change(() => _logs.Append(items), cancel);

    Task<IReadOnlyList<LogPiece>> IJobLogs.ReadAsync(long jobId, LogPlace after, int limit, CancellationToken cancel) =>
        Read(() => _logs.Read(jobId, after, limit), cancel);

    Task<CostsAdded> ICostLedger.AddAsync(IReadOnlyList<NewCost> costs, CancellationToken cancel) => Change(() => _costs.Add(costs), cancel);

    Task<IReadOnlyList<CostSum>> ICostLedger.SumAsync(CostQuery query, CancellationToken cancel) => Read(() => _costs.Sum(query), cancel);

    Task<int> ICostLedger.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) => Change(() => _costs.Prune(keep, limit), cancel);

    Task IAuditLog.AppendAsync(AuditEntry entry, CancellationToken cancel) =>
        Change(() => _tables.AddAudit(entry.Actor, entry.Action, entry.Subject, entry.Detail), cancel);

    Task<IReadOnlyList<AuditRecord>> IAuditLog.ListAsync(int limit, long? before, CancellationToken cancel) =>
        Read(() => _audit.List(new AuditFilter(), limit, before), cancel);

    Task<IReadOnlyList<AuditRecord>> IAuditLog.ListAsync(AuditFilter filter, int limit, long? before, CancellationToken cancel) =>
        Read(() => _audit.List(filter, limit, before), cancel);

    Task<AuditPage> IAuditLog.ReadChainAsync(long after, int limit, CancellationToken cancel) => Read(() => _audit.ReadChain(after, limit), cancel);

    Task<int> IAuditLog.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) => Change(() => _audit.Prune(keep, limit), cancel);

    Task<IReadOnlyList<StoreFact>> IStoreHealth.ExamineAsync(CancellationToken cancel) => Read<IReadOnlyList<StoreFact>>(
        () => [new("rows", "jobs", _tables.Data.Open.Count), new("rows", "history", _tables.Data.History.Count)], cancel);
}
