using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Changes;

/// <summary>The tables as one call sees them.</summary>
internal sealed class Session
{
    private (Guid Id, string? Text) _instance;

    public Session(Transaction transaction)
    {
        Transaction = transaction;
        Slots = new SlotTable(transaction);
        Jobs = new JobTable(transaction, Slots);
        Trees = new TreeTable(transaction);
        Keys = new KeyTable(transaction);
        Attempts = new AttemptTable(transaction);
        Audit = new AuditTable(transaction);
        Life = new JobLife(this);
    }

    public Transaction Transaction { get; }

    public SlotTable Slots { get; }

    public JobTable Jobs { get; }

    public TreeTable Trees { get; }

    public KeyTable Keys { get; }

    public AttemptTable Attempts { get; }

    public AuditTable Audit { get; }

    public JobLife Life { get; }

    public DateTimeOffset Now => Transaction.Now;

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
