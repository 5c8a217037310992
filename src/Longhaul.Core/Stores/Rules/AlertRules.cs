namespace Longhaul.Core.Stores.Rules;

/// <summary>What was noted becomes messages, and what becomes of these.</summary>
internal sealed class AlertRules(IStoreRows rows)
{
    public int Declare(IReadOnlyList<DeclaredAlert> alerts)
    {
        AlertChecks.Check(alerts);

        // In one order, whoever declares: the rows are locked in it.
        foreach (var alert in alerts.OrderBy(alert => alert.Key, StringComparer.Ordinal))
        {
            rows.Alerts.Declare(alert);
        }

        return alerts.Count;
    }

    public bool Add(Notice notice)
    {
        rows.Alerts.Note(notice with { Text = AlertChecks.Cut(notice.Text) });
        return true;
    }

    public AlertsTaken Take(AlertTake take)
    {
        AlertChecks.Check(take);
        if (!rows.Alerts.Lock(take.Alert))
        {
            return new AlertsTaken([], More: false);
        }

        var more = PutTogether(take);
        var due = rows.Alerts.Due(take.Alert, take.Limit)
            .Select(message => message with { State = AlertState.Taken, Tries = message.Tries + 1, DueAt = rows.Now + take.Lease }).ToList();
        due.ForEach(rows.Alerts.Put);
        return new AlertsTaken(due, more);
    }

    public IReadOnlyList<bool> Settle(IReadOnlyList<AlertResult> results)
    {
        AlertChecks.CheckCount(results.Count);

        // In one order, whoever settles: the rows are locked in it.
        var settled = results.Distinct().OrderBy(result => result.Id).ThenBy(result => result.Try).ToDictionary(result => result, rows.Alerts.Settle);
        return [.. results.Select(result => settled[result])];
    }

    /// <summary>Notices become messages, or parts of messages that nobody is sending yet; answers whether there may be more of them.</summary>
    private bool PutTogether(AlertTake take)
    {
        var notices = rows.Alerts.RemoveNotices(take.Alert, IJobStore.MaxBatch);
        if (notices.Count == 0)
        {
            return false;
        }

        var recent = rows.Alerts.Recent(take.Alert, rows.Now - take.Window).ToLookup(message => AlertChecks.LikenessOf(message.First));
        foreach (var group in notices.OrderBy(noted => noted.At).ThenBy(noted => noted.Notice.JobId).GroupBy(noted => AlertChecks.LikenessOf(noted.Notice)))
        {
            Keep(take, [.. group], [.. recent[group.Key]]);
        }

        return notices.Count == IJobStore.MaxBatch;
    }

    private void Keep(AlertTake take, IReadOnlyList<(Notice Notice, DateTimeOffset At)> like, IReadOnlyList<AlertMessage> before)
    {
        if (before.FirstOrDefault(message => message.State == AlertState.Pending) is { } pending)
        {
            rows.Alerts.Put(With(pending, like));
            return;
        }

        var last = before.Select(message => (DateTimeOffset?)message.BegunAt).Max();
        var begins = last + take.Window is { } then && then > rows.Now ? then : rows.Now;
        var fresh = new AlertMessage
        {
            Id = 0, Alert = take.Alert, First = like[0].Notice, Count = 0, FirstAt = like[0].At, LastAt = like[0].At, BegunAt = begins, DueAt = begins,
        };
        rows.Alerts.Add(With(fresh, like));
    }

    private static AlertMessage With(AlertMessage message, IReadOnlyList<(Notice Notice, DateTimeOffset At)> like) => message with
    {
        Count = message.Count + like.Count, LastJobId = like[^1].Notice.JobId, LastAt = like[^1].At,
    };
}
