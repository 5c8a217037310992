using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Alerts, what was noted for them, and their messages. Notices are written when the call is done, all at once.</summary>
internal sealed class AlertTable(Transaction transaction) : IAlertRows
{
    private readonly List<Notice> _noted = [];

    public void Declare(DeclaredAlert alert) => transaction.Sql("Alerts/declare")
        .Set("@key", alert.Key).Set("@events", (int)alert.When).Set("@target", alert.Target).Set("@now", transaction.Now).Run();

    public void Note(Notice notice) => _noted.Add(notice);

    /// <summary>Writes what was noted.</summary>
    public void Flush()
    {
        if (_noted.Count > 0)
        {
            transaction.Sql("Alerts/note").Set("@now", transaction.Now)
                .Set("@events", _noted.Select(notice => (int)notice.Event)).Set("@subjects", _noted.Select(notice => notice.Subject))
                .Set("@texts", _noted.Select(notice => notice.Text)).Set("@job_ids", _noted.Select(notice => notice.JobId))
                .Set("@tenants", _noted.Select(notice => notice.Tenant)).Set("@queues", _noted.Select(notice => notice.Queue))
                .Set("@attempts", _noted.Select(notice => notice.Attempt)).Run();
            _noted.Clear();
        }
    }

    public bool Lock(string alert) => Of("Alerts/lock", alert).First(_ => true);

    public IReadOnlyList<(Notice Notice, DateTimeOffset At)> RemoveNotices(string alert, int limit) =>
        Of("Alerts/remove_notices", alert).Set("@limit", limit).All(ReadNotice);

    public IReadOnlyList<AlertMessage> Recent(string alert, DateTimeOffset after) => Of("Alerts/recent", alert).Set("@after", after).All(Read);

    public IReadOnlyList<AlertMessage> Due(string alert, int limit) =>
        Of("Alerts/due", alert).Set("@now", transaction.Now).Set("@limit", limit).All(Read);

    public void Add(AlertMessage message) => SetMessage(Of("Alerts/insert_message", message.Alert), message)
        .Set("@event", (int)message.First.Event).Set("@subject", message.First.Subject).Set("@text", message.First.Text)
        .Set("@job_id", message.First.JobId).Set("@tenant", message.First.Tenant).Set("@queue", message.First.Queue)
        .Set("@attempt", (long?)message.First.Attempt).Set("@first_at", message.FirstAt).Set("@begun_at", message.BegunAt).Run();

    public void Put(AlertMessage message) => SetMessage(transaction.Sql("Alerts/update_message"), message)
        .Set("@id", message.Id).Set("@tries", message.Tries).Set("@state", (short)message.State).Run();

    public bool Settle(AlertResult result) => transaction.Sql("Alerts/settle")
        .Set("@id", result.Id).Set("@tries", result.Try).Set("@state", (short)result.State).Set("@error", result.Error)
        .Set("@due_at", transaction.Now + result.Delay)
        .Set("@settled_at", result.State == AlertState.Pending ? null : transaction.Now).Run() > 0;

    /// <summary>Removes what nobody needs any more; answers with how much.</summary>
    public int Prune(TimeSpan keep, int limit)
    {
        var forgotten = transaction.Now - DeclaredAlert.Forgotten;
        transaction.Sql("Alerts/forget").Set("@before", forgotten).Run();
        return transaction.Sql("Alerts/prune_messages").Set("@before", transaction.Now - keep).Set("@forgotten", forgotten).Set("@limit", limit).Run()
            + transaction.Sql("Alerts/prune_notices").Set("@limit", limit).Run();
    }

    public static async Task<IReadOnlyList<AlertRecord>> ListAsync(Runner runner, CancellationToken cancel) => await runner.QueryAsync(
        "Alerts/list",
        _ => { },
        row => new AlertRecord(new DeclaredAlert(row.Text(0), (AlertEvents)row.Int(1), row.Text(2)), row.Time(3)),
        cancel).ConfigureAwait(false);

    public static async Task<IReadOnlyList<AlertMessage>> ListMessagesAsync(Runner runner, int limit, CancellationToken cancel) =>
        await runner.QueryAsync("Alerts/list_messages", sql => sql.Set("@limit", limit), Read, cancel).ConfigureAwait(false);

    private Statement Of(string statement, string alert) => transaction.Sql(statement).Set("@alert", alert);

    private static Statement SetMessage(Statement sql, AlertMessage message) => sql
        .Set("@count", message.Count).Set("@last_job_id", message.LastJobId).Set("@last_at", message.LastAt).Set("@due_at", message.DueAt);

    private static (Notice Notice, DateTimeOffset At) ReadNotice(Row row) => (
        new Notice((AlertEvents)row.Int(0), row.Text(2), row.Text(3))
        {
            JobId = row.LongOrNull(4), Tenant = row.TextOrNull(5), Queue = row.TextOrNull(6), Attempt = row.IntOrNull(7),
        },
        row.Time(1));

    private static AlertMessage Read(Row row) => new()
    {
        Id = row.Long(0),
        Alert = row.Text(1),
        First = new Notice((AlertEvents)row.Int(2), row.Text(3), row.Text(4))
        {
            JobId = row.LongOrNull(5), Tenant = row.TextOrNull(6), Queue = row.TextOrNull(7), Attempt = row.IntOrNull(8),
        },
        LastJobId = row.LongOrNull(9),
        Count = row.Int(10),
        FirstAt = row.Time(11),
        LastAt = row.Time(12),
        BegunAt = row.Time(13),
        DueAt = row.Time(14),
        Tries = row.Int(15),
        State = (AlertState)row.Short(16),
        Error = row.TextOrNull(17),
        SettledAt = row.TimeOrNull(18),
    };
}
