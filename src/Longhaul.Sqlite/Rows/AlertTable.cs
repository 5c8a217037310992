using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Alerts, what was noted for them, and their messages.</summary>
internal sealed class AlertTable(Transaction transaction) : IAlertRows
{
    public void Declare(DeclaredAlert alert) => transaction.Sql("Alerts/declare")
        .Set("@key", alert.Key).Set("@events", (long)alert.When).Set("@target", alert.Target).Set("@now", transaction.NowMs).Run();

    public void Note(Notice notice) => SetNotice(transaction.Sql("Alerts/note"), notice).Set("@now", transaction.NowMs).Run();

    // Nobody else writes while a call does.
    public bool Lock(string alert) => Of("Alerts/find", alert).First(_ => true);

    public IReadOnlyList<(Notice Notice, DateTimeOffset At)> RemoveNotices(string alert, int limit)
    {
        var first = Of("Alerts/list_notices", alert).Set("@limit", (long)limit).All(row => (Id: row.Long(8), Noted: ReadNotice(row)));
        if (first is [.., var last])
        {
            Of("Alerts/remove_notices", alert).Set("@through", last.Id).Run();
        }

        return first.ConvertAll(one => one.Noted);
    }

    public IReadOnlyList<AlertMessage> Recent(string alert, DateTimeOffset after) =>
        Of("Alerts/recent", alert).Set("@after", after.ToUnixTimeMilliseconds()).All(Read);

    public IReadOnlyList<AlertMessage> Due(string alert, int limit) =>
        Of("Alerts/due", alert).Set("@now", transaction.NowMs).Set("@limit", (long)limit).All(Read);

    public void Add(AlertMessage message) => SetMessage(SetNotice(Of("Alerts/insert_message", message.Alert), message.First), message)
        .Set("@first_at", message.FirstAt.ToUnixTimeMilliseconds()).Set("@begun_at", message.BegunAt.ToUnixTimeMilliseconds()).Run();

    public void Put(AlertMessage message) => SetMessage(transaction.Sql("Alerts/update_message"), message)
        .Set("@id", message.Id).Set("@tries", (long)message.Tries).Set("@state", (long)message.State).Run();

    public bool Settle(AlertResult result) => transaction.Sql("Alerts/settle")
        .Set("@id", result.Id).Set("@tries", (long)result.Try).Set("@state", (long)result.State).Set("@error", result.Error)
        .Set("@due_at", transaction.NowMs + (long)result.Delay.TotalMilliseconds)
        .Set("@settled_at", result.State == AlertState.Pending ? null : transaction.NowMs).Run() > 0;

    /// <summary>Removes what nobody needs any more; answers with how much.</summary>
    public int Prune(TimeSpan keep, int limit)
    {
        var forgotten = (transaction.Now - DeclaredAlert.Forgotten).ToUnixTimeMilliseconds();
        transaction.Sql("Alerts/forget").Set("@before", forgotten).Run();
        return transaction.Sql("Alerts/prune_messages").Set("@before", (transaction.Now - keep).ToUnixTimeMilliseconds())
                .Set("@forgotten", forgotten).Set("@limit", (long)limit).Run()
            + transaction.Sql("Alerts/prune_notices").Set("@limit", (long)limit).Run();
    }

    public static IReadOnlyList<AlertRecord> List(Database db) => db.Sql("Alerts/list")
        .All(row => new AlertRecord(new DeclaredAlert(row.Text(0), (AlertEvents)row.Int(1), row.Text(2)), row.Time(3)));

    public static IReadOnlyList<AlertMessage> ListMessages(Database db, int limit) =>
        db.Sql("Alerts/list_messages").Set("@limit", (long)limit).All(Read);

    private Statement Of(string statement, string alert) => transaction.Sql(statement).Set("@alert", alert);

    private static Statement SetNotice(Statement sql, Notice notice) => sql
        .Set("@event", (long)notice.Event).Set("@subject", notice.Subject).Set("@text", notice.Text).Set("@job_id", notice.JobId)
        .Set("@tenant", notice.Tenant).Set("@queue", notice.Queue).Set("@attempt", notice.Attempt);

    private static Statement SetMessage(Statement sql, AlertMessage message) => sql
        .Set("@count", (long)message.Count).Set("@last_job_id", message.LastJobId).Set("@last_at", message.LastAt.ToUnixTimeMilliseconds())
        .Set("@due_at", message.DueAt.ToUnixTimeMilliseconds());

    private static (Notice Notice, DateTimeOffset At) ReadNotice(Row row) => (
        new Notice((AlertEvents)row.Int(0), row.Text(2), row.Text(3))
        {
            JobId = row.LongOrNull(4), Tenant = row.TextOrNull(5), Queue = row.TextOrNull(6), Attempt = (int?)row.LongOrNull(7),
        },
        row.Time(1));

    private static AlertMessage Read(Row row) => new()
    {
        Id = row.Long(0),
        Alert = row.Text(1),
        First = new Notice((AlertEvents)row.Int(2), row.Text(3), row.Text(4))
        {
            JobId = row.LongOrNull(5), Tenant = row.TextOrNull(6), Queue = row.TextOrNull(7), Attempt = (int?)row.LongOrNull(8),
        },
        LastJobId = row.LongOrNull(9),
        Count = row.Int(10),
        FirstAt = row.Time(11),
        LastAt = row.Time(12),
        BegunAt = row.Time(13),
        DueAt = row.Time(14),
        Tries = row.Int(15),
        State = (AlertState)row.Int(16),
        Error = row.TextOrNull(17),
        SettledAt = row.TimeOrNull(18),
    };
}
