using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Native;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Changes;

/// <summary>Jobs whose worker died.</summary>
internal sealed class RescueChanges(Session session)
{
    public IReadOnlyList<Rescued> Rescue(IReadOnlyCollection<Guid> provenDead, int limit)
    {
        var beat = session.Transaction.Sql("Workers/read_beat").First(row => row.Long(0));
        var lease = session.Transaction.Options.Lease;
        session.Transaction.Sql("Workers/forget").Run();
        DeclareDead(JobLists.WriteTexts(provenDead.Select(instance => instance.ToString("N"))), beat, lease.Ticks);
        var lost = session.Transaction.Sql("Upkeep/list_rescuable")
            .Set("@beat", beat).Set("@exclusive_ticks", lease.ExclusiveTicks).Set("@limit", limit)
            .All(row => (Job: JobRow.Read(row), WasDraining: row.Bool(JobRow.Columns)));
        var rules = new RescueRules(session);
        return lost.ConvertAll(one => rules.Rescue(one.Job, one.WasDraining));
    }

    private void DeclareDead(string? proven, long beat, int ticks)
    {
        var dying = Of("Workers/list_dying").All(row => AlertChecks.Lost(row.Text(0), row.Guid(1)));
        dying.ForEach(session.Alerts.Note);
        Of("Workers/declare_dead").Run();

        Statement Of(string statement) => session.Transaction.Sql(statement).Set("@proven", proven).Set("@beat", beat).Set("@ticks", ticks);
    }
}
