using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.InMemory;

/// <summary>
/// The store contract in the simplest form that is obviously right: one lock, immutable tables, every call undone if it is refused.
/// It is the specification that the other stores are tested against, and good enough for tests of programs that use jobs.
/// </summary>
public sealed partial class InMemoryJobStore : IJobStore
{
    private readonly Lock _gate = new();
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly MemoryTables _tables;
    private readonly MemoryIntake _intake;
    private readonly MemoryClaims _claims;
    private readonly MemoryOutcomes _outcomes;
    private readonly MemoryWorkers _workers;
    private readonly MemoryUpkeep _upkeep;
    private readonly MemoryControl _control;
    private readonly MemoryReopen _reopen;
    private readonly MemoryEdits _edits;
    private readonly MemoryReviews _reviews;
    private readonly MemorySchedules _schedules;
    private readonly MemoryLimits _limits;
    private readonly MemoryTenants _tenants;
    private readonly MemorySecrets _secrets;
    private readonly MemoryLine _line;
    private readonly MemoryBulk _bulk;
    private readonly MemoryQueries _queries;
    private readonly MemoryWaiting _waiting;
    private readonly MemoryLogs _logs;
    private readonly MemoryBudgets _budgets;
    private readonly MemoryCosts _costs;
    private readonly MemoryAudit _audit;
    private readonly MemoryAlerts _alerts;
    private readonly ChangeSignal _signal;

    /// <summary>An empty store.</summary>
    public InMemoryJobStore(StoreOptions? options = null) : this(options ?? new StoreOptions(), retainsByDay: false)
    {
    }

    /// <summary>An empty store that drops history as a store with partitions does.</summary>
    internal InMemoryJobStore(StoreOptions options, bool retainsByDay)
    {
        Capabilities = new StoreCapabilities("memory", Durable: false, ManyProcesses: false, ManyMachines: false) { RetainsByDay = retainsByDay };
        _tables = new MemoryTables(options);
        var keys = new MemoryKeys(_tables);
        _line = new MemoryLine(_tables);
        var life = new MemoryLife(_tables, _line, keys);
        _control = new MemoryControl(_tables, life);
        _intake = new MemoryIntake(_tables, life, keys, _control);
        _limits = new MemoryLimits(_tables);
        _claims = new MemoryClaims(_tables, _line, _limits);
        _outcomes = new MemoryOutcomes(_tables, life, _intake);
        _workers = new MemoryWorkers(_tables);
        _budgets = new MemoryBudgets(_tables, life);
        _reopen = new MemoryReopen(_tables, life, keys, _control);
        _edits = new MemoryEdits(_tables, life, _reopen);
        _reviews = new MemoryReviews(_tables, life, _reopen);
        _upkeep = new MemoryUpkeep(_tables, life, keys, _workers, _limits, _reviews, _budgets, retainsByDay);
        _schedules = new MemorySchedules(_tables, _intake, keys, _control, life);
        _bulk = new MemoryBulk(_tables, life, _line, _control, _reopen);
        _queries = new MemoryQueries(_tables, _limits);
        _waiting = new MemoryWaiting(_tables, life, _workers, _limits);
        _tenants = new MemoryTenants(_tables, _budgets);
        _costs = new MemoryCosts(_tables, _budgets, retainsByDay);
        _audit = new MemoryAudit(_tables);
        _alerts = new MemoryAlerts(_tables);
        _secrets = new MemorySecrets(_tables);
        _logs = new MemoryLogs(_tables);
        _signal = new ChangeSignal(_tables.Options.Clock);
    }

    /// <summary>The last id or position given.</summary>
    internal long LastNumber => _tables.Data.Sequence;

    /// <inheritdoc/>
    public StoreCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public IStoreSchema Schema => this;

    /// <inheritdoc/>
    public IJobIntake Intake => this;

    /// <inheritdoc/>
    public IJobClaims Claims => this;

    /// <inheritdoc/>
    public IJobOutcomes Outcomes => this;

    /// <inheritdoc/>
    public IWorkerRegistry Workers => this;

    /// <inheritdoc/>
    public IStoreUpkeep Upkeep => this;

    /// <inheritdoc/>
    public IStoreSchedules Schedules => this;

    /// <inheritdoc/>
    public IQueueLimits Limits => this;

    /// <inheritdoc/>
    public IStoreTenants Tenants => this;

    /// <inheritdoc/>
    public IStoreSecrets Secrets => this;

    /// <inheritdoc/>
    public IJobControl Control => this;

    /// <inheritdoc/>
    public IStoreReviews Reviews => this;

    /// <inheritdoc/>
    public IJobQueries Queries => this;

    /// <inheritdoc/>
    public IJobLogs Logs => this;

    /// <inheritdoc/>
    public ICostLedger Costs => this;

    /// <inheritdoc/>
    public IAuditLog Audit => this;

    /// <inheritdoc/>
    public IStoreAlerts Alerts => this;

    /// <inheritdoc/>
    public IStoreSignals Signals => _signal;

    /// <inheritdoc/>
    public IStoreHealth Health => this;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a call that changes something; whatever it changed is undone if it throws.</summary>
    private Task<T> Change<T>(Func<T> call, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var before = _tables.Data with { };
            try
            {
                var reply = call();
                _line.LetJoin();
                SignalIfChanged(before);
                return Task.FromResult(reply);
            }
            catch (RefusedException refused)
            {
                _tables.Data = before;
                return Task.FromException<T>(refused);
            }
        }
    }

    private Task<bool> Change(Action call, CancellationToken cancel) => Change(
        () =>
        {
            call();
            return true;
        },
        cancel);

    /// <summary>Sign of life of workers wakes nobody, and neither does a call that found nothing to do.</summary>
    private void SignalIfChanged(MemoryData before)
    {
        var now = _tables.Data;
        if (now with { Workers = before.Workers, Beat = before.Beat, BeatAt = before.BeatAt } != before)
        {
            _signal.Raise();
        }
    }

    private Task<T> Read<T>(Func<T> call, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(call());
        }
    }
}
