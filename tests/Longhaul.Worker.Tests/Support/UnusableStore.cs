using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;

namespace Longhaul.Worker.Tests.Support;

/// <summary>A store whose schema is newer than the program.</summary>
internal sealed class UnusableStore : IJobStore, IStoreSchema
{
    private readonly InMemoryJobStore _inner = new();

    public StoreCapabilities Capabilities => _inner.Capabilities;

    public IStoreSchema Schema => this;

    public IJobIntake Intake => _inner.Intake;

    public IJobClaims Claims => _inner.Claims;

    public IJobOutcomes Outcomes => _inner.Outcomes;

    public IWorkerRegistry Workers => _inner.Workers;

    public IStoreUpkeep Upkeep => _inner.Upkeep;

    public IStoreSchedules Schedules => _inner.Schedules;

    public IQueueLimits Limits => _inner.Limits;

    public IStoreTenants Tenants => _inner.Tenants;

    public IStoreSecrets Secrets => _inner.Secrets;

    public IJobControl Control => _inner.Control;

    public IStoreReviews Reviews => _inner.Reviews;

    public IJobQueries Queries => _inner.Queries;

    public IJobLogs Logs => _inner.Logs;

    public ICostLedger Costs => _inner.Costs;

    public IAuditLog Audit => _inner.Audit;

    public IStoreAlerts Alerts => _inner.Alerts;

    public IStoreSignals Signals => _inner.Signals;

    public IStoreHealth Health => _inner.Health;

    public Task MigrateAsync(CancellationToken cancel = default) => Task.FromException(new StoreUnusableException("It is too new."));

    public Task<StoreStatus> CheckAsync(CancellationToken cancel = default) =>
        Task.FromException<StoreStatus>(new StoreUnusableException("It is too new."));

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
