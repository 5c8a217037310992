using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Changes;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Lookups;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql;

/// <summary>The roles, each handed to the part that plays it.</summary>
public sealed partial class PostgreSqlJobStore
    : IStoreSchema, IJobIntake, IJobClaims, IJobOutcomes, IWorkerRegistry, IStoreUpkeep, IStoreSchedules, IQueueLimits, IStoreTenants, IStoreSecrets, IJobControl, IStoreReviews,
        IJobQueries, IJobLogs, ICostLedger, IAuditLog, IStoreHealth
{
    /// <summary>So long a migration waits for those who hold the tables, before it says who they are.</summary>
    private static readonly TimeSpan MigrationPatience = TimeSpan.FromSeconds(20);

    Task IStoreSchema.MigrateAsync(CancellationToken cancel) => new Migration(_runner, _address, MigrationPatience).RunAsync(cancel);

    Task<StoreStatus> IStoreSchema.CheckAsync(CancellationToken cancel) => _runner.RunAsync(
        transaction =>
        {
            SchemaVersion.RequireEncoding(transaction, _address);
            var stored = SchemaVersion.Of(transaction, _address);
            SchemaVersion.Require(stored, _address);
            return new StoreStatus(_address.ToString(), stored.Version, transaction.Now, SchemaVersion.IdOf(transaction));
        },
        cancel);

    Task<ClaimReply> IJobClaims.ClaimAsync(ClaimRequest request, CancellationToken cancel) => _claims.ClaimAsync(request, cancel);

    Task<IReadOnlyList<AttemptRef>> IJobClaims.ListHeldAsync(Guid instance, CancellationToken cancel) =>
        JobLookups.ListHeldAsync(_runner, instance, cancel);

    Task<IReadOnlyList<bool>> IJobClaims.StartAsync(IReadOnlyList<AttemptRef> attempts, CancellationToken cancel) =>
        AttemptCalls.StartAsync(_runner, attempts, cancel);

    Task<IReadOnlyList<bool>> IJobClaims.ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancel) =>
        AttemptCalls.ReportAsync(_runner, reports, cancel);

    async Task<IReadOnlyList<FinishReply>> IJobOutcomes.FinishAsync(IReadOnlyList<Finish> items, CancellationToken cancel)
    {
        OutcomeChecks.Check(items);
        var (replies, wakes) = await _outcomes.FinishAsync(items, cancel).ConfigureAwait(false);
        if (wakes)
        {
            await WakeAsync().ConfigureAwait(false);
        }

        return replies;
    }

    Task IWorkerRegistry.RegisterAsync(WorkerRegistration worker, CancellationToken cancel) =>
        _runner.RunAsync(transaction => new WorkerChanges(transaction).Register(worker), cancel);

    // On the calling thread to its end: that of the renewals must depend on no other.
    Task<RenewReply> IWorkerRegistry.RenewAsync(WorkerRenewal renewal, CancellationToken cancel) =>
        Task.FromResult(_leases.Run(transaction => new WorkerChanges(transaction).Renew(renewal), cancel));

    Task IWorkerRegistry.DeregisterAsync(Guid instance, CancellationToken cancel) =>
        _runner.RunAsync(transaction => new WorkerChanges(transaction).Deregister(instance), cancel);

    Task<bool> IWorkerRegistry.RequestDrainAsync(Guid instance, string actor, CancellationToken cancel) =>
        _runner.RunAsync(transaction => new WorkerChanges(transaction).RequestDrain(instance, actor), cancel);

    Task<IReadOnlyList<WorkerRecord>> IWorkerRegistry.ListAsync(CancellationToken cancel) => JobLookups.ListWorkersAsync(_runner, cancel);

    Task<IReadOnlyList<AttemptRef>> IWorkerRegistry.ListCancelRequestsAsync(Guid instance, CancellationToken cancel) =>
        JobLookups.ListCancelRequestsAsync(_runner, instance, cancel);

    Task<Promoted> IStoreUpkeep.PromoteDueAsync(int limit, CancellationToken cancel) =>
        Change(session => new UpkeepChanges(session).PromoteDue(limit), cancel);

    Task<IReadOnlyList<Rescued>> IStoreUpkeep.RescueAsync(IReadOnlyCollection<Guid> provenDead, int limit, CancellationToken cancel) =>
        Change(session => new RescueChanges(session).Rescue(provenDead, limit), cancel);

    Task<int> IStoreUpkeep.AdmitAsync(CancellationToken cancel) => AdmitAsync(cancel);

    Task<int> IStoreUpkeep.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        new Retention(_runner).PruneAsync(keep, limit, cancel);

    async Task IStoreUpkeep.MaintainAsync(CancellationToken cancel)
    {
        await _runner.RunAsync(
            transaction =>
            {
                Days.Make(transaction);
                Days.Seal(transaction);
                return true;
            },
            cancel).ConfigureAwait(false);
        if (_runner.HasNoRoom)
        {
            await _runner.RunAsync(transaction => transaction.Sql("Upkeep/probe_room").Run(), cancel).ConfigureAwait(false);
            _runner.HasNoRoom = false;
        }
    }

    Task IStoreSchedules.DeclareAsync(string project, IReadOnlyList<ScheduleDefinition> schedules, CancellationToken cancel) =>
        Change(session => new ScheduleRules(session).Declare(project, schedules), cancel);

    Task<ScheduleList> IStoreSchedules.ListAsync(string? project, CancellationToken cancel) =>
        JobLookups.ListSchedulesAsync(_runner, project, cancel);

    Task<FiringReply> IStoreSchedules.FireAsync(ScheduleFiring firing, CancellationToken cancel) =>
        Change(session => new FiringChanges(session).Fire(firing), cancel);

    Task<RunNowReply> IStoreSchedules.RunNowAsync(ScheduleRef schedule, IReadOnlyList<NewJob> jobs, string actor, CancellationToken cancel) =>
        Change(session => new FiringChanges(session).RunNow(schedule, jobs, actor), cancel);

    Task<ControlReply> IStoreSchedules.PauseAsync(ScheduleRef schedule, string actor, CancellationToken cancel) =>
        Change(session => new ScheduleRules(session).Pause(schedule, actor), cancel);

    Task<ControlReply> IStoreSchedules.ResumeAsync(ScheduleRef schedule, string actor, CancellationToken cancel) =>
        Change(session => new ScheduleRules(session).Resume(schedule, actor), cancel);

    Task<IReadOnlyList<TakenLimit>> IQueueLimits.DeclareAsync(string project, IReadOnlyList<QueueLimit> limits, CancellationToken cancel) =>
        Change(session => new LimitRules(session).Declare(project, limits), cancel);

    Task<ControlReply> IQueueLimits.SetAsync(QueueLimit limit, string actor, CancellationToken cancel) =>
        Change(session => new LimitRules(session).Set(limit, actor), cancel);

    Task IStoreTenants.DeclareAsync(string project, IReadOnlyList<TenantDefinition> tenants, CancellationToken cancel) =>
        Change(session => new TenantRules(session).Declare(project, tenants), cancel);

    Task<ControlReply> IStoreTenants.SetWeightAsync(TenantDefinition tenant, string actor, CancellationToken cancel) =>
        Change(session => new TenantRules(session).SetWeight(tenant, actor), cancel);

    Task<ControlReply> IStoreTenants.SetBudgetAsync(string tenant, Budget? budget, string actor, CancellationToken cancel) =>
        Change(session => new BudgetRules(session).Set(tenant, budget, actor), cancel);

    Task<ControlReply> IStoreTenants.LiftBudgetAsync(string tenant, string actor, CancellationToken cancel) =>
        Change(session => new BudgetRules(session).Lift(tenant, actor), cancel);

    Task<IReadOnlyList<TenantRecord>> IStoreTenants.ListAsync(CancellationToken cancel) => JobLookups.ListTenantsAsync(_runner, cancel);

    Task<ControlReply> IStoreSecrets.SetAsync(SecretRef secret, string token, string actor, CancellationToken cancel) =>
        Change(session => new SecretRules(session).Set(secret, token, actor), cancel);

    Task<IReadOnlyList<SecretRecord>> IStoreSecrets.ListAsync(int limit, SecretRef? after, CancellationToken cancel) =>
        JobLookups.ListSecretsAsync(_runner, limit, after, cancel);

    Task<IReadOnlyList<SecretToken>> IStoreSecrets.FindAsync(IReadOnlyCollection<SecretRef> secrets, CancellationToken cancel) =>
        JobLookups.FindSecretsAsync(_runner, secrets, cancel);

    Task<ControlReply> IStoreSecrets.RemoveAsync(SecretRef secret, string actor, CancellationToken cancel) =>
        Change(session => new SecretRules(session).Remove(secret, actor), cancel);

    Task<int> IStoreSecrets.RotateAsync(IReadOnlyCollection<SecretRotation> rotations, string actor, CancellationToken cancel) =>
        Change(session => new SecretRules(session).Rotate(rotations, actor), cancel);

    Task<ControlReply> IJobControl.CancelAsync(long jobId, string actor, string? reason, CancellationToken cancel) =>
        Change(session => new ControlRules(session).Cancel(jobId, actor, reason), cancel);

    Task<ControlReply> IJobControl.ReopenAsync(long jobId, string actor, CancellationToken cancel) =>
        Change(session => new OverChanges(session).Reopen(jobId, actor), cancel);

    Task<ControlReply> IJobControl.EditAsync(JobEdit edit, string actor, CancellationToken cancel)
    {
        EditVerdict.Check(edit);
        return Change(session => new OverChanges(session).Edit(edit, actor), cancel);
    }

    Task<ControlReply> IJobControl.DeleteAsync(long jobId, string actor, CancellationToken cancel) =>
        Change(session => new OverChanges(session).Delete(jobId, actor), cancel);

    Task<ControlReply> IJobControl.PauseAsync(PauseTarget target, string actor, string? reason, CancellationToken cancel) =>
        Change(session => new ControlRules(session).Pause(target, actor, reason), cancel);

    Task<ControlReply> IJobControl.ResumeAsync(PauseTarget target, string actor, CancellationToken cancel) =>
        Change(session => new ControlRules(session).Resume(target, actor), cancel);

    Task<ControlReply> IStoreReviews.ApproveAsync(long jobId, string actor, string? note, int? revision, CancellationToken cancel) =>
        Change(session => new ReviewRules(session).Decide(jobId, new Ballot(Approved: true, actor, note, revision)), cancel);

    Task<ControlReply> IStoreReviews.RejectAsync(long jobId, string actor, string? note, int? revision, CancellationToken cancel) =>
        Change(session => new ReviewRules(session).Decide(jobId, new Ballot(Approved: false, actor, note, revision)), cancel);

    async Task<BulkReply> IJobControl.ApplyAsync(BulkRequest request, CancellationToken cancel)
    {
        BulkChecks.Check(request);
        var (found, next) = await new BulkLookup(_runner).FindAsync(request, cancel).ConfigureAwait(false);
        return found.Count == 0 || (request.DryRun && request.Ids is null)
            ? new BulkReply(found, next)
            : await Change(session => new BulkChanges(session).Apply(request, found, next), cancel).ConfigureAwait(false);
    }

    Task<JobRecord?> IJobQueries.GetAsync(long jobId, CancellationToken cancel) => JobLookups.FindAsync(_runner, jobId, cancel);

    Task<IReadOnlyList<JobRecord>> IJobQueries.ListAsync(JobFilter filter, JobPage page, CancellationToken cancel) =>
        _listing.ListAsync(filter, page, cancel);

    Task<IReadOnlyList<JobRecord>> IJobQueries.ListTreeAsync(long rootId, CancellationToken cancel) =>
        JobLookups.ListTreeAsync(_runner, rootId, cancel);

    async Task<IReadOnlyList<JobRecord>> IJobQueries.ListScopeAsync(long jobId, IReadOnlyCollection<string>? outputsOf, CancellationToken cancel) =>
        await _runner.QueryAsync("Queries/list_scope", sql => sql.Set("@id", jobId).Set("@outputs", outputsOf), row => JobRow.Read(row), cancel).ConfigureAwait(false);

    Task<IReadOnlyList<DependencyEdge>> IJobQueries.ListDependenciesAsync(long rootId, CancellationToken cancel) =>
        JobLookups.ListDependenciesAsync(_runner, rootId, cancel);

    Task<IReadOnlyList<AttemptRecord>> IJobQueries.ListAttemptsAsync(long jobId, CancellationToken cancel) =>
        JobLookups.ListAttemptsAsync(_runner, jobId, cancel);

    Task<IReadOnlyList<QueueRecord>> IJobQueries.ListQueuesAsync(CancellationToken cancel) => JobLookups.ListQueuesAsync(_runner, cancel);

    Task<IReadOnlyList<PauseRecord>> IJobQueries.ListPausesAsync(CancellationToken cancel) => JobLookups.ListPausesAsync(_runner, cancel);

    Task<Explanation?> IJobQueries.ExplainAsync(long jobId, CancellationToken cancel) =>
        _runner.RunAsync(transaction => new WaitRules(new WaitLookups(transaction)).Explain(jobId), cancel);

    Task<IReadOnlyList<bool>> IJobLogs.AppendAsync(IReadOnlyList<LogAppend> items, CancellationToken cancel) =>
        _runner.RunAsync(transaction => new LogChanges(transaction).Append(items), cancel);

    Task<IReadOnlyList<LogPiece>> IJobLogs.ReadAsync(long jobId, LogPlace after, int limit, CancellationToken cancel) =>
        JobLookups.ReadLogAsync(_runner, jobId, after, limit, cancel);

    Task<CostsAdded> ICostLedger.AddAsync(IReadOnlyList<NewCost> costs, CancellationToken cancel)
    {
        CostChecks.Check(costs);
        return Change(
            session =>
            {
                session.CostRows.MakeMonths(costs);
                return new CostRules(session).Add(costs);
            },
            cancel);
    }

    Task<IReadOnlyList<CostSum>> ICostLedger.SumAsync(CostQuery query, CancellationToken cancel) => CostTable.SumAsync(_runner, query, cancel);

    Task<int> ICostLedger.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        new Retention(_runner).PruneCostsAsync(keep, limit, cancel);

    Task IAuditLog.AppendAsync(AuditEntry entry, CancellationToken cancel) => Change(
        session =>
        {
            session.AuditRows.Add(entry.Actor, entry.Action, entry.Subject, entry.Detail);
            return true;
        },
        cancel);

    Task<IReadOnlyList<AuditRecord>> IAuditLog.ListAsync(int limit, long? before, CancellationToken cancel) =>
        JobLookups.ListAuditAsync(_runner, new AuditFilter(), limit, before, cancel);

    Task<IReadOnlyList<AuditRecord>> IAuditLog.ListAsync(AuditFilter filter, int limit, long? before, CancellationToken cancel) =>
        JobLookups.ListAuditAsync(_runner, filter, limit, before, cancel);

    Task<AuditPage> IAuditLog.ReadChainAsync(long after, int limit, CancellationToken cancel) =>
        AuditTable.ReadChainAsync(_runner, after, limit, cancel);

    Task<int> IAuditLog.PruneAsync(TimeSpan keep, int limit, CancellationToken cancel) =>
        _runner.RunAsync(transaction => new AuditTable(transaction).Prune(keep, limit), cancel);

    Task<IReadOnlyList<StoreFact>> IStoreHealth.ExamineAsync(CancellationToken cancel) => ServerHealth.ExamineAsync(_runner, _channel, TimeProvider.System, cancel);
}
