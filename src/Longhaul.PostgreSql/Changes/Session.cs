using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>The tables as one call sees them.</summary>
internal sealed class Session : IStoreRows
{
    private readonly LineTable _line;

    public Session(Transaction transaction)
    {
        Transaction = transaction;
        JobRows = new JobTable(transaction);
        SlotRows = new SlotTable(transaction, JobRows);
        JobRows.OnWritten = Keep;
        var attempts = new AttemptTable(transaction);
        Attempts = attempts;
        TreeRows = new TreeTable(transaction, JobRows, attempts);
        KeyRows = new KeyTable(transaction, JobRows);
        AuditRows = new AuditTable(transaction);
        PauseRows = new PauseTable(transaction);
        Schedules = new ScheduleTable(transaction);
        LimitRows = new LimitTable(transaction);
        _line = new LineTable(transaction);
        Tenants = new TenantTable(transaction);
        CostRows = new CostTable(transaction);
        Secrets = new SecretTable(transaction);
        AlertRows = new AlertTable(transaction);
        Life = new JobLife(this);
    }

    public Transaction Transaction { get; }

    public JobTable JobRows { get; }

    public TreeTable TreeRows { get; }

    public SlotTable SlotRows { get; }

    public KeyTable KeyRows { get; }

    public AuditTable AuditRows { get; }

    public IJobRows Jobs => JobRows;

    public ITreeRows Trees => TreeRows;

    public ISlotRows Slots => GivesSlots ? SlotRows : new NoSlots(SlotRows);

    /// <summary>
    /// False, in a transaction of the caller's: a job with slot keys waits for its slots, however free they are, and nobody is kept from a line.
    /// </summary>
    public bool GivesSlots { get; init; } = true;

    public IKeyRows Keys => KeyRows;

    public IAuditRows Audit => AuditRows;

    public IAttemptRows Attempts { get; }

    public PauseTable PauseRows { get; }

    public IPauseRows Pauses => PauseRows;

    public IScheduleRows Schedules { get; }

    public LimitTable LimitRows { get; }

    public ILimitRows Limits => LimitRows;

    public ILineRows Line => _line;

    public ITenantRows Tenants { get; }

    public CostTable CostRows { get; }

    public ICostRows Costs => CostRows;

    public ISecretRows Secrets { get; }

    public AlertTable AlertRows { get; }

    public IAlertRows Alerts => AlertRows;

    public JobLife Life { get; }

    public StoreOptions Options => Transaction.Options;

    public DateTimeOffset Now => Transaction.Now;

    /// <summary>True where jobs were written, or something was paused, resumed or limited: whoever sleeps is to be told.</summary>
    public bool HasNews { get => field || PauseRows.HasChanged || LimitRows.HasChanged; private set; }

    public long NextNumber() => Transaction.NextNumber();

    /// <summary>Sends what was written.</summary>
    public void Flush()
    {
        FlushJobs();
        AlertRows.Flush();
        AuditRows.Flush();

        // Last of all: whoever keeps others from a line must not wait for anybody.
        _line.LetJoin(alone: GivesSlots);
    }

    /// <summary>Sends what was written of jobs and slots, where the call goes on: their places in line are given once, when all of them are known.</summary>
    public void FlushJobs()
    {
        TreeRows.Flush();
        SlotRows.Flush();
    }

    private void Keep(JobRecord? before, JobRecord job)
    {
        HasNews = true;
        SlotRows.Keep(before, job);
    }
}
