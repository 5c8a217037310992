using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Jobs whose worker died.</summary>
internal sealed class RescueChanges(Session session)
{
    public IReadOnlyList<Rescued> Rescue(IReadOnlyCollection<Guid> provenDead, int limit)
    {
        var beat = session.Transaction.Sql("Workers/read_beat").First(row => row.Long(0));
        var lease = session.Transaction.Options.Lease;
        session.Transaction.Sql("Workers/forget").Run();
        var died = session.Transaction.Sql("Workers/declare_dead").Set("@proven", provenDead).Set("@beat", beat).Set("@ticks", lease.Ticks)
            .All(row => AlertChecks.Lost(row.Text(0), row.Guid(1)));
        died.ForEach(session.Alerts.Note);
        var lost = session.Transaction.Sql("Upkeep/list_rescuable")
            .Set("@beat", beat).Set("@exclusive_ticks", lease.ExclusiveTicks).Set("@limit", limit)
            .All(row => (Row: JobTable.ReadOpen(row), WasDraining: row.Bool(JobRow.Columns + 3)));
        session.JobRows.Meet(lost.ConvertAll(one => one.Row));
        var rules = new RescueRules(session);
        var rescued = lost.ConvertAll(one => rules.Rescue(one.Row.Job, one.WasDraining));
        session.Flush();
        session.Transaction.Sql("Upkeep/forget_claims").Run();
        return rescued;
    }
}
