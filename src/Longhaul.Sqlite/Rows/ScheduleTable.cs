using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Schedules.</summary>
internal sealed class ScheduleTable(Transaction transaction) : IScheduleRows
{
    public ScheduleRecord? Find(ScheduleRef schedule) => Of("Schedules/find", schedule).First(Read);

    public IReadOnlyList<ScheduleRecord> OfProject(string project) => transaction.Sql("Schedules/list").Set("@project", project).All(Read);

    public void Put(ScheduleRecord schedule) => Of("Schedules/upsert", schedule.Schedule)
        .Set("@definition", ScheduleJson.Write(schedule.Definition)).Set("@hash", schedule.Hash).Set("@paused", schedule.Paused)
        .Set("@next_due", JobTable.Ms(schedule.NextDue)).Set("@last_due", JobTable.Ms(schedule.LastDue)).Set("@last_job", schedule.LastJob)
        .Set("@fired", schedule.Fired).Set("@missed", schedule.Missed).Set("@skipped", schedule.Skipped).Run();

    public void Remove(ScheduleRef schedule) => Of("Schedules/delete", schedule).Run();

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
