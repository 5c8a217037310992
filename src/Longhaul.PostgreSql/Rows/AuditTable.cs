using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Who did what.</summary>
internal sealed class AuditTable(Transaction transaction) : IAuditRows
{
    public int Append(AuditEntry entry) => transaction.Sql("Audit/append")
        .Set("@now", transaction.Now).Set("@actor", entry.Actor).Set("@action", entry.Action)
        .Set("@subject", entry.Subject).Set("@detail", entry.Detail).Run();

    public void Add(string actor, string action, string subject, string? detail = null) =>
        Append(new AuditEntry(actor, action, subject, detail));

    public static AuditRecord Read(Row row) =>
        new(row.Long(0), row.Time(1), new AuditEntry(row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5)));
}
