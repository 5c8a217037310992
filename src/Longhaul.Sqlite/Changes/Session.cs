using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Changes;

/// <summary>The tables as one call sees them.</summary>
internal sealed class Session : IStoreRows
{
    private (Guid Id, string? Text) _instance;

    public Session(Transaction transaction)
    {
        Transaction = transaction;
        SlotRows = new SlotTable(transaction);
        Jobs = new JobTable(transaction, SlotRows);
        Trees = new TreeTable(transaction);
        KeyRows = new KeyTable(transaction);
        AuditRows = new AuditTable(transaction);
        Attempts = new AttemptTable(transaction);
        PauseRows = new PauseTable(transaction);
        Schedules = new ScheduleTable(transaction);
        LimitRows = new LimitTable(transaction);
        LineRows = new LineTable(transaction);
        Tenants = new TenantTable(transaction);
        CostRows = new CostTable(transaction);
        Secrets = new SecretTable(transaction);
        AlertRows = new AlertTable(transaction);
        Life = new JobLife(this);
    }

    public Transaction Transaction { get; }

    public SlotTable SlotRows { get; }

    public KeyTable KeyRows { get; }

    public AuditTable AuditRows { get; }

    public IJobRows Jobs { get; }

    public ITreeRows Trees { get; }

    public ISlotRows Slots => SlotRows;

    public IKeyRows Keys => KeyRows;

    public IAuditRows Audit => AuditRows;

    public IAttemptRows Attempts { get; }

    public PauseTable PauseRows { get; }

    public IPauseRows Pauses => PauseRows;

    public IScheduleRows Schedules { get; }

    public LimitTable LimitRows { get; }

    public ILimitRows Limits => LimitRows;

    public LineTable LineRows { get; }

    public ILineRows Line => LineRows;

    public ITenantRows Tenants { get; }

    public CostTable CostRows { get; }

    public ICostRows Costs => CostRows;

    public ISecretRows Secrets { get; }

    public AlertTable AlertRows { get; }

    public IAlertRows Alerts => AlertRows;

    public JobLife Life { get; }

    public StoreOptions Options => Transaction.Options;

    public DateTimeOffset Now => Transaction.Now;

    public long NextNumber() => Transaction.NextNumber();

    /// <summary>An instance id as it is kept; a batch names the same one over and over.</summary>
    public string Text(Guid instance)
    {
        if (instance != _instance.Id || _instance.Text is null)
        {
            _instance = (instance, instance.ToString("N"));
        }

        return _instance.Text;
    }
}
