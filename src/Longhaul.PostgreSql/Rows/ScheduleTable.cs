using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Schedules. One that was asked for is locked until the transaction ends, and kept here.</summary>
internal sealed class ScheduleTable(Transaction transaction) : IScheduleRows
{
    private readonly Dictionary<ScheduleRef, ScheduleRecord?> _known = [];

    public ScheduleRecord? Find(ScheduleRef schedule)
    {
        if (!_known.TryGetValue(schedule, out var found))
        {
            _known[schedule] = found = Of("Schedules/lock", schedule).First(Read);
        }

        return found;
    }

    public IReadOnlyList<ScheduleRecord> OfProject(string project)
    {
        transaction.Sql("Schedules/lock_declarations").Set("@project", project).First(_ => 0);
        return transaction.Sql("Schedules/lock_project").Set("@project", project).All(Read);
    }

    public void Put(ScheduleRecord schedule)
    {
        _known[schedule.Schedule] = schedule;
        Of("Schedules/upsert", schedule.Schedule)
            .Set("@definition", ScheduleJson.Write(schedule.Definition)).Set("@hash", schedule.Hash).Set("@paused", schedule.Paused)
            .Set("@next_due", schedule.NextDue).Set("@last_due", schedule.LastDue).Set("@last_job", schedule.LastJob)
            .Set("@fired", schedule.Fired).Set("@missed", schedule.Missed).Set("@skipped", schedule.Skipped).Run();
    }

    public void Remove(ScheduleRef schedule)
    {
        _known[schedule] = null;
        Of("Schedules/delete", schedule).Run();
    }

    public static ScheduleRecord Read(Row row) => new()
    {
        Schedule = new ScheduleRef(row.Text(0), row.Text(1)),
        Definition = ScheduleJson.Read(row.Text(2)),
        Hash = row.Text(3),
        Paused = row.Bool(4),
        NextDue = row.TimeOrNull(5),
        LastDue = row.TimeOrNull(6),
        LastJob = row.LongOrNull(7),
        Fired = row.Long(8),
        Missed = row.Long(9),
        Skipped = row.Long(10),
    };

    private Statement Of(string statement, ScheduleRef schedule) =>
        transaction.Sql(statement).Set("@project", schedule.Project).Set("@name", schedule.Name);
}
