using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>What is paused.</summary>
internal sealed class PauseTable(Transaction transaction) : IPauseRows
{
    public bool Add(PauseRecord pause) => Of("Pauses/insert", pause.Target, pause.Cause)
        .Set("@since", pause.Since.ToUnixTimeMilliseconds()).Set("@actor", pause.Actor).Set("@reason", pause.Reason)
        .Set("@until", pause.Until?.ToUnixTimeMilliseconds()).Run() > 0;

    public bool Remove(PauseTarget target, PauseCause cause) => Of("Pauses/delete", target, cause).Run() > 0;

    public PauseRecord? Find(PauseTarget target, PauseCause cause) => Of("Pauses/find", target, cause).First(Read);

    /// <summary>Ends the pauses of tenants whose time has come; answers with these, by name.</summary>
    public IReadOnlyList<string> EndDue() =>
        [.. transaction.Sql("Pauses/end_due").Set("@now", transaction.NowMs).All(row => row.Text(0)!).Order(StringComparer.Ordinal)];

    public static PauseRecord Read(Row row) => new(new PauseTarget((PauseScope)row.Int(0), row.Text(1)), row.Time(2), row.Text(3), row.TextOrNull(4))
    {
        Cause = (PauseCause)row.Int(5), Until = row.TimeOrNull(6),
    };

    private Statement Of(string statement, PauseTarget target, PauseCause cause) =>
        transaction.Sql(statement).Set("@scope", (long)target.Scope).Set("@name", target.Name).Set("@cause", (long)cause);
}
