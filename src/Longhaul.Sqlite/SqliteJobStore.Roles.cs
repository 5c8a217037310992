using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Changes;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Lookups;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite;

/// <summary>The roles, each handed to the part that plays it.</summary>
public sealed partial class SqliteJobStore
    : IStoreSchema, IJobIntake, IJobClaims, IJobOutcomes, IWorkerRegistry, IStoreUpkeep, IStoreSchedules, IQueueLimits, IStoreTenants, IStoreSecrets, IJobControl, IStoreReviews,
        IJobQueries, IJobLogs, ICostLedger, IAuditLog, IStoreHealth
{
    Task IStoreSchema.MigrateAsync(CancellationToken cancel) => _writer.MigrateAsync(cancel);

    Task<StoreStatus> IStoreSchema.CheckAsync(CancellationToken cancel) => Read(
        db => new StoreStatus(_file.Path, SchemaVersion.Require(db, _file.Path), Now, SchemaVersion.IdOf(db)), cancel);

    Task<IReadOnlyList<Enqueued>> IJobIntake.EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancel) =>
        Write(session => new IntakeRules(session).Enqueue(jobs), cancel, CallTraits.Wakes | CallTraits.Growing);

    Task<ClaimReply> IJobClaims.ClaimAsync(ClaimRequest request, CancellationToken cancel) =>
        Write(session => new ClaimChanges(session).Claim(request), cancel, CallTraits.Growing | CallTraits.MayLosePower);

    Task<IReadOnlyList<AttemptRef>> IJobClaims.ListHeldAsync(Guid instance, CancellationToken cancel) =>
        Read(db => JobLookups.ListHeld(db, instance), cancel);

    Task<IReadOnlyList<bool>> IJobClaims.StartAsync(IReadOnlyList<AttemptRef> attempts, CancellationToken cancel) =>
        Write(session => new ClaimChanges(session).Start(attempts), cancel, CallTraits.MayLosePower);

    Task<IReadOnlyList<bool>> IJobClaims.ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancel) =>
        Write(session => new ClaimChanges(session).Report(reports), cancel, CallTraits.MayLosePower);

    Task<IReadOnlyList<FinishReply>> IJobOutcomes.FinishAsync(IReadOnlyList<Finish> items, CancellationToken cancel)
    {
        OutcomeChecks.Check(items);
        return Write(session => new OutcomeChanges(session).Finish(items), cancel);
    }

    Task IWorkerRegistry.RegisterAsync(WorkerRegistration worker, CancellationToken cancel) =>
        Write(session => new WorkerChanges(session).Register(worker), cancel, CallTraits.MayLosePower);

    Task<RenewReply> IWorkerRegistry.RenewAsync(WorkerRenewal renewal, CancellationToken cancel) =>
        Write(session => new WorkerChanges(session).Renew(renewal), cancel, CallTraits.MayLosePower);

    Task IWorkerRegistry.DeregisterAsync(Guid instance, CancellationToken cancel) =>
        Write(session => new WorkerChanges(session).Deregister(instance), cancel);

    Task<bool> IWorkerRegistry.RequestDrainAsync(Guid instance, string actor, CancellationToken cancel) =>
        Write(session => new WorkerChanges(session).RequestDrain(instance, actor), cancel);

    Task<IReadOnlyList<WorkerRecord>> IWorkerRegistry.ListAsync(CancellationToken cancel) =>
        Read<IReadOnlyList<WorkerRecord>>(WorkerChanges.List, cancel);

    Task<IReadOnlyList<AttemptRef>> IWorkerRegistry.ListCancelRequestsAsync(Guid instance, CancellationToken cancel) =>
        Read<IReadOnlyList<AttemptRef>>(db => WorkerChanges.CancelRequests(db, instance), cancel);

    Task<Promoted> IStoreUpkeep.PromoteDueAsync(int limit, CancellationToken cancel) =>
        Write(session => new UpkeepChanges(session).PromoteDue(limit), cancel);

    Task<IReadOnlyList<Rescued>> IStoreUpkeep.RescueAsync(IReadOnlyCollection<Guid> provenDead, int limit, CancellationToken cancel) =>
        Write(session => new RescueChanges(session).Rescue(provenDead, limit), cancel);

    Task<int> IStoreUpkeep.AdmitAsync(CancellationToken cancel) => Write(session => new UpkeepChanges(session).Admit(), cancel);

    Task<int> IStoreUpkeep.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        Write(session => new UpkeepChanges(session).Prune(keep, limit), cancel, CallTraits.None);

    Task IStoreUpkeep.MaintainAsync(CancellationToken cancel) => _writer.MaintainAsync(cancel);

    Task IStoreSchedules.DeclareAsync(string project, IReadOnlyList<ScheduleDefinition> schedules, CancellationToken cancel) =>
        Write(session => new ScheduleRules(session).Declare(project, schedules), cancel, CallTraits.Growing);

    Task<ScheduleList> IStoreSchedules.ListAsync(string? project, CancellationToken cancel) =>
        Read(db => new ScheduleList(Now, JobLookups.ListSchedules(db, project)), cancel);

    Task<FiringReply> IStoreSchedules.FireAsync(ScheduleFiring firing, CancellationToken cancel) =>
        Write(session => new FiringRules(session).Fire(firing), cancel, CallTraits.Wakes | CallTraits.Growing);

    Task<RunNowReply> IStoreSchedules.RunNowAsync(ScheduleRef schedule, IReadOnlyList<NewJob> jobs, string actor, CancellationToken cancel) =>
        Write(session => new FiringRules(session).RunNow(schedule, jobs, actor), cancel, CallTraits.Wakes | CallTraits.Growing);

    Task<ControlReply> IStoreSchedules.PauseAsync(ScheduleRef schedule, string actor, CancellationToken cancel) =>
        Write(session => new ScheduleRules(session).Pause(schedule, actor), cancel, CallTraits.None);

    Task<ControlReply> IStoreSchedules.ResumeAsync(ScheduleRef schedule, string actor, CancellationToken cancel) =>
        Write(session => new ScheduleRules(session).Resume(schedule, actor), cancel, CallTraits.None);

    Task<IReadOnlyList<TakenLimit>> IQueueLimits.DeclareAsync(string project, IReadOnlyList<QueueLimit> limits, CancellationToken cancel) =>
        Write(session => new LimitRules(session).Declare(project, limits), cancel, CallTraits.Wakes | CallTraits.Growing);

    Task<ControlReply> IQueueLimits.SetAsync(QueueLimit limit, string actor, CancellationToken cancel) =>
        Write(session => new LimitRules(session).Set(limit, actor), cancel);

    Task IStoreTenants.DeclareAsync(string project, IReadOnlyList<TenantDefinition> tenants, CancellationToken cancel) =>
        Write(session => new TenantRules(session).Declare(project, tenants), cancel, CallTraits.Wakes | CallTraits.Growing);

    Task<ControlReply> IStoreTenants.SetWeightAsync(TenantDefinition tenant, string actor, CancellationToken cancel) =>
        Write(session => new TenantRules(session).SetWeight(tenant, actor), cancel, CallTraits.Growing);

    Task<ControlReply> IStoreTenants.SetBudgetAsync(string tenant, Budget? budget, string actor, CancellationToken cancel) =>
        Write(session => new BudgetRules(session).Set(tenant, budget, actor), cancel, CallTraits.Wakes | CallTraits.Growing);

    Task<ControlReply> IStoreTenants.LiftBudgetAsync(string tenant, string actor, CancellationToken cancel) =>
        Write(session => new BudgetRules(session).Lift(tenant, actor), cancel);

    Task<IReadOnlyList<TenantRecord>> IStoreTenants.ListAsync(CancellationToken cancel) => Read(JobLookups.ListTenants, cancel);

    Task<ControlReply> IStoreSecrets.SetAsync(SecretRef secret, string token, string actor, CancellationToken cancel) =>
        Write(session => new SecretRules(session).Set(secret, token, actor), cancel, CallTraits.Growing);

    Task<IReadOnlyList<SecretRecord>> IStoreSecrets.ListAsync(int limit, SecretRef? after, CancellationToken cancel) =>
        Read(db => JobLookups.ListSecrets(db, limit, after), cancel);

    Task<IReadOnlyList<SecretToken>> IStoreSecrets.FindAsync(IReadOnlyCollection<SecretRef> secrets, CancellationToken cancel) =>
        Read(db => JobLookups.FindSecrets(db, secrets), cancel);

    Task<ControlReply> IStoreSecrets.RemoveAsync(SecretRef secret, string actor, CancellationToken cancel) =>
        Write(session => new SecretRules(session).Remove(secret, actor), cancel, CallTraits.None);

    Task<int> IStoreSecrets.RotateAsync(IReadOnlyCollection<SecretRotation> rotations, string actor, CancellationToken cancel) =>
        Write(session => new SecretRules(session).Rotate(rotations, actor), cancel, CallTraits.Growing);

    Task<ControlReply> IJobControl.CancelAsync(long jobId, string actor, string? reason, CancellationToken cancel) =>
        Write(session => new ControlRules(session).Cancel(jobId, actor, reason), cancel);

    Task<ControlReply> IJobControl.ReopenAsync(long jobId, string actor, CancellationToken cancel) =>
        Write(session => new ReopenRules(session).Reopen(jobId, actor), cancel);

    Task<ControlReply> IJobControl.EditAsync(JobEdit edit, string actor, CancellationToken cancel)
    {
        EditVerdict.Check(edit);
        return Write(session => new EditRules(session).Edit(edit, actor), cancel, CallTraits.Growing);
    }

    Task<ControlReply> IJobControl.DeleteAsync(long jobId, string actor, CancellationToken cancel) =>
        Write(session => new ControlRules(session).Delete(jobId, actor), cancel);

    Task<ControlReply> IJobControl.PauseAsync(PauseTarget target, string actor, string? reason, CancellationToken cancel) =>
        Write(session => new ControlRules(session).Pause(target, actor, reason), cancel);

    Task<ControlReply> IJobControl.ResumeAsync(PauseTarget target, string actor, CancellationToken cancel) =>
        Write(session => new ControlRules(session).Resume(target, actor), cancel);

    Task<ControlReply> IStoreReviews.ApproveAsync(long jobId, string actor, string? note, int? revision, CancellationToken cancel) =>
        Write(session => new ReviewRules(session).Decide(jobId, new Ballot(Approved: true, actor, note, revision)), cancel);

    Task<ControlReply> IStoreReviews.RejectAsync(long jobId, string actor, string? note, int? revision, CancellationToken cancel) =>
        Write(session => new ReviewRules(session).Decide(jobId, new Ballot(Approved: false, actor, note, revision)), cancel);

    async Task<BulkReply> IJobControl.ApplyAsync(BulkRequest request, CancellationToken cancel)
    {
        BulkChecks.Check(request);
        var (found, next) = await new BulkLookup(_readers).FindAsync(request, cancel);
        return found.Count == 0 || (request.DryRun && request.Ids is null)
            ? new BulkReply(found, next)
            : await Write(session => new BulkRules(session).Apply(request, found, next), cancel);
    }

    Task<JobRecord?> IJobQueries.GetAsync(long jobId, CancellationToken cancel) => Read(db => JobTable.Find(db, jobId), cancel);

    Task<IReadOnlyList<JobRecord>> IJobQueries.ListAsync(JobFilter filter, JobPage page, CancellationToken cancel) =>
        _listing.ListAsync(filter, page, cancel);

    Task<IReadOnlyList<JobRecord>> IJobQueries.ListTreeAsync(long rootId, CancellationToken cancel) =>
        Read<IReadOnlyList<JobRecord>>(db => TreeTable.Tree(db, rootId), cancel);

    Task<IReadOnlyList<JobRecord>> IJobQueries.ListScopeAsync(long jobId, IReadOnlyCollection<string>? outputsOf, CancellationToken cancel) =>
        Read<IReadOnlyList<JobRecord>>(db => db.Sql("Queries/list_scope").Set("@id", jobId).Set("@outputs", outputsOf is null ? null : JobLists.WriteTexts([.. outputsOf])).All(JobRow.Read), cancel);

    Task<IReadOnlyList<DependencyEdge>> IJobQueries.ListDependenciesAsync(long rootId, CancellationToken cancel) =>
        Read(db => JobLookups.ListDependencies(db, rootId), cancel);

    Task<IReadOnlyList<AttemptRecord>> IJobQueries.ListAttemptsAsync(long jobId, CancellationToken cancel) =>
        Read(db => JobLookups.ListAttempts(db, jobId), cancel);

    Task<IReadOnlyList<QueueRecord>> IJobQueries.ListQueuesAsync(CancellationToken cancel) => Read(JobLookups.ListQueues, cancel);

    Task<IReadOnlyList<PauseRecord>> IJobQueries.ListPausesAsync(CancellationToken cancel) => Read(JobLookups.ListPauses, cancel);

    Task<Explanation?> IJobQueries.ExplainAsync(long jobId, CancellationToken cancel) =>
        Read(db => new WaitRules(new WaitLookups(db, _options)).Explain(jobId), cancel);

    Task<IReadOnlyList<bool>> IJobLogs.AppendAsync(IReadOnlyList<LogAppend> items, CancellationToken cancel) =>
        Write(session => new LogChanges(session).Append(items), cancel, CallTraits.MayLosePower);

    Task<IReadOnlyList<LogPiece>> IJobLogs.ReadAsync(long jobId, LogPlace after, int limit, CancellationToken cancel) =>
        Read(db => LogChanges.Read(db, jobId, after, limit), cancel);

    Task<CostsAdded> ICostLedger.AddAsync(IReadOnlyList<NewCost> costs, CancellationToken cancel) =>
        Write(session => new CostRules(session).Add(costs), cancel, CallTraits.None);

    Task<IReadOnlyList<CostSum>> ICostLedger.SumAsync(CostQuery query, CancellationToken cancel) => Read(db => CostTable.Sum(db, query), cancel);

    Task<int> ICostLedger.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        Write(session => session.CostRows.Prune(keep, limit), cancel, CallTraits.None);

    Task IAuditLog.AppendAsync(AuditEntry entry, CancellationToken cancel) => Write(session => session.AuditRows.Append(entry), cancel, CallTraits.None);

    Task<IReadOnlyList<AuditRecord>> IAuditLog.ListAsync(int limit, long? before, CancellationToken cancel) =>
        Read(db => JobLookups.ListAudit(db, new AuditFilter(), limit, before), cancel);

    Task<IReadOnlyList<AuditRecord>> IAuditLog.ListAsync(AuditFilter filter, int limit, long? before, CancellationToken cancel) =>
        Read(db => JobLookups.ListAudit(db, filter, limit, before), cancel);

    Task<AuditPage> IAuditLog.ReadChainAsync(long after, int limit, CancellationToken cancel) =>
        Read(db => AuditTable.ReadChain(db, after, limit), cancel);

    Task<int> IAuditLog.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        Write(session => session.AuditRows.Prune(keep, limit), cancel, CallTraits.None);

    Task<IReadOnlyList<StoreFact>> IStoreHealth.ExamineAsync(CancellationToken cancel) => Read(db => FileHealth.Examine(db, _file), cancel);

    /// <summary>The store's clock, in whole milliseconds.</summary>
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_options.Clock.GetUtcNow().ToUnixTimeMilliseconds());
}
