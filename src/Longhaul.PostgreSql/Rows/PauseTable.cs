using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What is paused.</summary>
internal sealed class PauseTable(Transaction transaction) : IPauseRows
{
    /// <summary>True once something was paused or resumed.</summary>
    public bool HasChanged { get; private set; }

    public bool Add(PauseRecord pause) => Changes(Of("Pauses/insert", pause.Target, pause.Cause)
        .Set("@since", pause.Since).Set("@actor", pause.Actor).Set("@reason", pause.Reason).Set("@until", pause.Until));

    public bool Remove(PauseTarget target, PauseCause cause) => Changes(Of("Pauses/delete", target, cause));

    public PauseRecord? Find(PauseTarget target, PauseCause cause) => Of("Pauses/find", target, cause).First(Read);

    /// <summary>Ends the pauses of tenants whose time has come; answers with these, by name.</summary>
    public IReadOnlyList<string> EndDue()
    {
        var ended = transaction.Sql("Pauses/end_due").Set("@now", transaction.Now).All(row => row.Text(0));
        HasChanged |= ended.Count > 0;
        return [.. ended.Order(StringComparer.Ordinal)];
    }

    public static PauseRecord Read(Row row) => new(new PauseTarget((PauseScope)row.Short(0), row.Text(1)), row.Time(2), row.Text(3), row.TextOrNull(4))
    {
        Cause = (PauseCause)row.Short(5), Until = row.TimeOrNull(6),
    };

    private bool Changes(Statement statement)
    {
        var changes = statement.Run() > 0;
        HasChanged |= changes;
        return changes;
    }

    private Statement Of(string statement, PauseTarget target, PauseCause cause) =>
        transaction.Sql(statement).Set("@scope", (short)target.Scope).Set("@name", target.Name).Set("@cause", (short)cause);
}
