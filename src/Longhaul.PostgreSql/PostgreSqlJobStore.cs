using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Changes;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Lookups;
using Npgsql;

namespace Longhaul.PostgreSql;

/// <summary>
/// A store in a PostgreSQL database (15 or later) that any number of machines share. What it accepts is as durable as the server's commits.
/// </summary>
/// <remarks>
/// <code>
/// plain calls   ──▶ one statement each ──▶ Connections (a small pool)     (claims, ends that concern nobody else, reports, lookups)
/// other calls   ──▶ Session: the rules, rows locked as they are read, written all at once ──▶ one transaction
/// renewals      ──▶ a connection of their own
/// ChangeFeed: tells waiters here, and hears from other processes
/// </code>
/// </remarks>
public sealed partial class PostgreSqlJobStore : IJobStore
{
    private readonly PostgreSqlAddress _address;
    private readonly Connections _connections;
    private readonly Connections _leaseConnections;
    private readonly SqlText _text;
    private readonly StoreOptions _options;
    private readonly Runner _runner;
    private readonly Runner _leases;
    private readonly VirtualTimes _virtualTimes;
    private readonly KeyWaits _keyWaits;
    private readonly ClaimCall _claims;
    private readonly OutcomeCall _outcomes;
    private readonly JobListing _listing;
    private readonly ChangeFeed _changes;
    private readonly Connections _wakeConnections;
    private readonly string _channel;
    private readonly Ride<NewJob, Enqueued> _intake;
    private readonly Settling _settling;

    private PostgreSqlJobStore(PostgreSqlAddress address, StoreOptions options)
    {
        var text = new SqlText(address.Schema);
        (_text, _options) = (text, options);
        _address = address;
        _connections = new Connections(address, address.ConnectionString);
        _leaseConnections = new Connections(address, address.LeaseConnectionString);
        _runner = new Runner(_connections, text, options);
        _leases = new Runner(_leaseConnections, text, options);
        var ledger = new ClaimLedger();
        _virtualTimes = new VirtualTimes(_runner, options.VirtualLead);
        _claims = new ClaimCall(_runner, new ScanFloors(), _virtualTimes, ledger);
        _keyWaits = new KeyWaits(_runner);
        _outcomes = new OutcomeCall(_runner, _keyWaits, ledger);
        _listing = new JobListing(_runner);
        _wakeConnections = new Connections(address, address.WakeConnectionString);
        _channel = Channel.Of(address.Schema);
        _changes = address.IsPooled
            ? new ChangeFeed(null, null)
            : new ChangeFeed(heard => new Listener(_wakeConnections, _channel, heard), new SleepFlag(_wakeConnections, text, _channel));
        _settling = new Settling(AdmitAsync);
        _changes.OnUnsettled = () => _ = _settling.SettleAsync();
        _intake = new Ride<NewJob, Enqueued>(IJobStore.MaxBatch, Portions.Most, Portions.Weigh, AddPlainAsync);
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities => new("postgresql", Durable: true, ManyProcesses: true, ManyMachines: true)
    {
        RetainsByDay = true,
        HearsCommits = !_address.IsPooled,
    };

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
    public IStoreSignals Signals => _changes;

    /// <inheritdoc/>
    public IStoreHealth Health => this;

    /// <summary>Names a store; nothing is reached before the first call. The schema is made by <see cref="IStoreSchema.MigrateAsync"/>.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="options">Leases; null for the defaults. The clock is the server's own.</param>
    public static PostgreSqlJobStore Open(PostgreSqlAddress address, StoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new PostgreSqlJobStore(address, options ?? new StoreOptions());
    }

    /// <summary>
    /// Takes new jobs in a transaction of the caller's (Npgsql's, or EF Core's by <c>GetDbTransaction()</c>): workers see them when it commits, and
    /// nobody does when it is rolled back. Its jobs can refer only to jobs of the same call.
    /// </summary>
    /// <param name="transaction">An open transaction in the database of this store.</param>
    public IJobIntake IntakeIn(NpgsqlTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return new TransactionalIntake(transaction, _text, _options, _channel);
    }

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _changes.DisposeAsync().ConfigureAwait(false);
        await _wakeConnections.DisposeAsync().ConfigureAwait(false);
        await _leaseConnections.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
        _leases.Dispose();
        _runner.Dispose();
    }

    /// <summary>Runs a call by the rules, in one transaction. Where it changed nothing nobody is told: each of ten idle workers would else wake the nine others every second.</summary>
    private Task<T> Change<T>(Func<Session, T> call, CancellationToken cancel) => ChangeAsync(call, areKeysKnown: false, KeyWaits.OfOthers, cancel);

    private async Task<T> ChangeAsync<T>(Func<Session, T> call, bool areKeysKnown, TimeSpan patience, CancellationToken cancel)
    {
        var (answer, hasNews) = await _keyWaits.RunAsync(
            transaction =>
            {
                var session = new Session(transaction);
                var reply = call(session);
                session.Flush();
                return (reply, session.HasNews);
            },
            areKeysKnown,
            patience,
            cancel).ConfigureAwait(false);
        if (hasNews)
        {
            await WakeAsync().ConfigureAwait(false);
        }

        return answer;
    }

    private void SetChannel(Statement sql) => sql.Set("@channel", _channel);

    /// <summary>Hands out free slots. Only the keys that have any are locked: an end of a job with another key waits for nothing.</summary>
    private async Task<int> AdmitAsync(CancellationToken cancel)
    {
        var held = await _runner.QueryAsync("Slots/list_held_by_paused", sql => sql.Set("@limit", KeyLine.GivenUpAtOnce), row => row.Long(0), cancel).ConfigureAwait(false);
        var givenUp = held.Count == 0 ? 0 : await Change(session => new UpkeepChanges(session).GiveUp(held), cancel).ConfigureAwait(false);
        var keys = await _runner.QueryAsync("Slots/list_keys_with_room", _ => { }, row => row.Text(0), cancel).ConfigureAwait(false);
        return givenUp + (keys.Count == 0 ? 0 : await Change(session => session.Life.Admit(keys), cancel).ConfigureAwait(false));
    }

    /// <summary>
    /// Tells waiters here and in other processes, also by a pooler, behind which some may listen directly. What they are to find is committed; so an error
    /// here only costs time.
    /// </summary>
    private Task WakeAsync()
    {
        _changes.Raise();
        return TellAsync("Signals/notify", SetChannel);
    }

    private async Task TellAsync(string statement, Action<Statement> set)
    {
        try
        {
            await _runner.QueryAsync(statement, set, _ => 0, default).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or StoreUnusableException or NpgsqlException)
        {
            // Others look by themselves at their intervals.
        }
    }
}
