using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>What is paused.</summary>
internal sealed class PauseTable(Transaction transaction) : IPauseRows
{
    public bool Add(PauseRecord pause) => Of("Pauses/insert", pause.Target)
        .Set("@since", pause.Since).Set("@actor", pause.Actor).Set("@reason", pause.Reason).Run() > 0;

    public bool Remove(PauseTarget target) => Of("Pauses/delete", target).Run() > 0;

    public static PauseRecord Read(Row row) =>
        new(new PauseTarget((PauseScope)row.Short(0), row.Text(1)), row.Time(2), row.Text(3), row.TextOrNull(4));

    private Statement Of(string statement, PauseTarget target) =>
        transaction.Sql(statement).Set("@scope", (short)target.Scope).Set("@name", target.Name);
}
