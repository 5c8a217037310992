using Longhaul.Core.Stores;
using Longhaul.Sqlite.Changes;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Lookups;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite;

/// <summary>
/// A store in one SQLite file that any number of processes of one machine share. What it accepts is on disk when the call returns.
/// </summary>
/// <remarks>
/// <code>
/// any thread ──▶ Writer ──▶ GroupCommit ──▶ Turnstile ──▶ one connection      (Changes: what a call does to the rows)
/// any thread ──▶ Readers ──▶ two connections                                  (Lookups)
/// ChangeFeed: tells waiters here, touches the -wake file for those in other processes
/// </code>
/// </remarks>
public sealed partial class SqliteJobStore : IJobStore
{
    private readonly StoreFile _file;
    private readonly StoreOptions _options;
    private readonly ChangeFeed _changes;
    private readonly Writer _writer;
    private readonly Readers _readers;
    private readonly JobListing _listing;
    private int _closed;

    private SqliteJobStore(string path, StoreOptions options)
    {
        _file = new StoreFile(path);
        _options = options;
        _changes = new ChangeFeed(_file);
        _writer = new Writer(_file, options, _changes);
        _readers = new Readers(_file, _changes.Meet);
        _listing = new JobListing(_readers);
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities { get; } = new("sqlite", Durable: true, ManyProcesses: true, ManyMachines: false);

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

    /// <summary>Names a store; the disk is not touched before the first call. The file is made by <see cref="IStoreSchema.MigrateAsync"/>.</summary>
    /// <param name="path">The file; relative to the current folder. Files named like it with an ending of their own lie beside it.</param>
    /// <param name="options">Clock and leases; null for the defaults.</param>
    public static SqliteJobStore Open(string path, StoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new SqliteJobStore(path, options ?? new StoreOptions());
    }

    /// <summary>Waits for calls under way, then closes the file; a log that has grown is folded back into it first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
        {
            return;
        }

        await Task.Run(() =>
        {
            _changes.Dispose();
            _writer.Dispose();
            _readers.Dispose();
        });
    }

    private Task<T> Write<T>(Func<Session, T> call, CancellationToken cancel, CallTraits traits = CallTraits.Wakes) =>
        _writer.RunAsync(
            transaction =>
            {
                var session = new Session(transaction);
                var reply = call(session);
                session.LineRows.LetJoin();
                return reply;
            },
            traits,
            cancel);

    private Task<T> Read<T>(Func<Database, T> call, CancellationToken cancel) => _readers.RunAsync(call, cancel);
}
