namespace Longhaul.Core.Stores.InMemory;

/// <summary>Alerts and their messages.</summary>
internal sealed class MemoryAlerts(MemoryTables tables)
{
    public void Declare(IReadOnlyList<DeclaredAlert> alerts)
    {
        AlertChecks.Check(alerts);
        foreach (var alert in alerts)
        {
            tables.Data.Alerts = tables.Data.Alerts.SetItem(alert.Key, new AlertRecord(alert, tables.Now));
        }
    }

    public void Add(Notice notice) => tables.Note(notice with { Text = AlertChecks.Cut(notice.Text) });

    public AlertsTaken Take(AlertTake take)
    {
        AlertChecks.Check(take);
        if (!tables.Data.Alerts.ContainsKey(take.Alert))
        {
            return new AlertsTaken([], More: false);
        }

        var first = tables.Data.Notices.Where(noted => noted.Alert == take.Alert).Take(IJobStore.MaxBatch).ToList();
        foreach (var noted in first.OrderBy(noted => noted.At).ThenBy(noted => noted.Notice.JobId))
        {
            PutTogether(noted, take.Window);
        }

        tables.Data.Notices = tables.Data.Notices.RemoveRange(first);
        var due = tables.Data.Messages.Values
            .Where(message => message.Alert == take.Alert && message.SettledAt is null && message.DueAt <= tables.Now)
            .OrderBy(message => message.DueAt).ThenBy(message => message.Id).Take(take.Limit);
        var taken = due.Select(message => Put(message with { State = AlertState.Taken, Tries = message.Tries + 1, DueAt = tables.Now + take.Lease })).ToList();
        return new AlertsTaken(taken, first.Count == IJobStore.MaxBatch);
    }

    public IReadOnlyList<bool> Settle(IReadOnlyList<AlertResult> results)
    {
        AlertChecks.CheckCount(results.Count);
        return results.Select(Settle).ToList();
    }

    public IReadOnlyList<AlertRecord> List() => tables.Data.Alerts.Values.ToList();

    public IReadOnlyList<AlertMessage> ListMessages(int limit) => tables.Data.Messages.Values.Reverse().Take(limit).ToList();

    public int Prune(TimeSpan keep, int limit)
    {
        var (before, forgotten) = (tables.Now - keep, tables.Now - DeclaredAlert.Forgotten);
        tables.Data.Alerts = tables.Data.Alerts.RemoveRange(
            tables.Data.Alerts.Values.Where(record => record.DeclaredAt < forgotten).Select(record => record.Alert.Key).ToList());
        var old = tables.Data.Messages.Values.Where(message => message.SettledAt is { } settled
            ? settled < before
            : message.DueAt < forgotten && !tables.Data.Alerts.ContainsKey(message.Alert)).Take(limit).ToList();
        var orphans = tables.Data.Notices.Where(noted => !tables.Data.Alerts.ContainsKey(noted.Alert)).Take(limit).ToList();
        tables.Data.Messages = tables.Data.Messages.RemoveRange(old.Select(message => message.Id));
        tables.Data.Notices = tables.Data.Notices.RemoveRange(orphans);
        return old.Count + orphans.Count;
    }

    private void PutTogether(NotedFor noted, TimeSpan window)
    {
        var like = tables.Data.Messages.Values.Where(message =>
            message.Alert == noted.Alert && AlertChecks.LikenessOf(message.First) == AlertChecks.LikenessOf(noted.Notice)).ToList();
        var begins = like.Where(message => message.BegunAt > tables.Now - window).Select(message => message.BegunAt + window).Append(tables.Now).Max();
        var message = like.FirstOrDefault(message => message.State == AlertState.Pending) ?? new AlertMessage
        {
            Id = tables.Data.Messages.Keys.LastOrDefault() + 1, Alert = noted.Alert, First = noted.Notice, Count = 0,
            FirstAt = noted.At, LastAt = noted.At, BegunAt = begins, DueAt = begins,
        };
        Put(message with { Count = message.Count + 1, LastAt = noted.At, LastJobId = noted.Notice.JobId });
    }

    private bool Settle(AlertResult result)
    {
        if (!tables.Data.Messages.TryGetValue(result.Id, out var message) || message.State != AlertState.Taken || message.Tries != result.Try)
        {
            return false;
        }

        Put(message with
        {
            State = result.State, Error = result.Error, DueAt = tables.Now + result.Delay,
            SettledAt = result.State == AlertState.Pending ? null : tables.Now,
        });
        return true;
    }

    private AlertMessage Put(AlertMessage message)
    {
        tables.Data.Messages = tables.Data.Messages.SetItem(message.Id, message);
        return message;
    }
}
