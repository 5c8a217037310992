using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;
using Longhaul.Worker.Alerts;

namespace Longhaul.Worker;

/// <summary>
/// Sends what was noted to those who want to hear of it: for each alert a line of its own, so that one that does not answer holds up no other, and
/// nothing else. Every worker does it and none leads; the store hands each message to one of them.
/// </summary>
internal sealed class AlertLoop(WorkerContext worker, Cadence cadence, IWebhook webhook)
{
    private const int MostAtOnce = 5;

    // Whoever is told of a kind of job that fails need not be told again at once.
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // Longer than so many tries take.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    // Where it failed, new messages find out after so long whether it goes again.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan StormInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DeclareInterval = TimeSpan.FromHours(1);

    // A message that is under way when the worker stops gets so long to arrive.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<AlertLine> _lines =
        [.. worker.Setup.Project.Alerts.Where(alert => alert.Webhook is not null).Select(alert => new AlertLine(alert, worker.Clock.GetTimestamp()))];

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        _lines.Select(line => cadence.RunAsync("alerts", cancel => RunOnceAsync(line, cancel), stop)).Append(cadence.RunAsync("alerts", NoteStormAsync, stop)));

    /// <summary>Sends what is due to one of them; answers with how long to wait for the next round.</summary>
    public async Task<TimeSpan> RunOnceAsync(AlertLine line, CancellationToken stop)
    {
        await DeclareAsync(line, stop);
        var take = new AlertTake(line.Alert.Key, Window, Lease, MostAtOnce);
        var (messages, more) = await worker.Calls.RunAsync("take_alerts", (store, c) => store.Alerts.TakeAsync(take, c), stop);

        // In a storm what is put together is mostly for later, and what is due now may have been noted behind it: 20,000 failures held up a lost worker for 40 s.
        var next = more || messages.Count == MostAtOnce ? TimeSpan.Zero : worker.Options.PollInterval;
        if (messages.Count == 0)
        {
            return next;
        }

        var (results, rest) = await SendAsync(line.Alert, messages, stop);
        await SettleAsync(line.Alert, results);
        return rest ?? next;
    }

    // One after another. Where one is not accepted now, the others are not tried: they go back, and the line rests.
    private async Task<(List<AlertResult> Results, TimeSpan? Pause)> SendAsync(
        AlertDefinition alert, IReadOnlyList<AlertMessage> messages, CancellationToken stop)
    {
        using var enough = new CancellationTokenSource();
        await using var farewell = stop.Register(() => enough.CancelAfter(Farewell));
        var results = new List<AlertResult>();
        TimeSpan? rest = null;
        foreach (var message in messages)
        {
            var (delivery, delay) = rest is null && !stop.IsCancellationRequested
                ? await TryAsync(alert, message, enough.Token)
                : (new AlertDelivery(AlertState.Pending), rest ?? TimeSpan.Zero);
            var result = Result(message, delivery, delay);
            results.Add(result);
            if (result.State == AlertState.Pending && rest is null)
            {
                rest = delay > LongestRest && !(delivery.RetryAfter > LongestRest) ? LongestRest : delay;
            }
        }

        return (results, rest);
    }

    private async Task<(AlertDelivery Delivery, TimeSpan Delay)> TryAsync(AlertDefinition alert, AlertMessage message, CancellationToken cancel)
    {
        try
        {
            var delivery = await webhook.SendAsync(alert, message, worker.Setup.Project.Name, cancel);
            return (delivery, AlertBackoff.After(message.Tries, delivery.RetryAfter));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return (new AlertDelivery(AlertState.Pending, "the worker stopped"), TimeSpan.Zero);
        }
    }

    private static AlertResult Result(AlertMessage message, AlertDelivery delivery, TimeSpan delay)
    {
        var age = message.DueAt - Lease - message.BegunAt;
        var state = delivery.State == AlertState.Pending && age > AlertBackoff.Patience ? AlertState.GivenUp : delivery.State;
        return new AlertResult(message.Id, message.Tries, state)
        {
            Error = delivery.Error,
            Delay = state == AlertState.Pending ? delay : TimeSpan.Zero,
        };
    }

    // Also when the worker stops: what was sent must not be sent again.
    private async Task SettleAsync(AlertDefinition alert, List<AlertResult> results)
    {
        using var enough = new CancellationTokenSource(worker.Options.StoreTimeout, worker.Clock);
        await worker.Calls.RunAsync("settle_alerts", (store, c) => store.Alerts.SettleAsync(results, c), enough.Token);
        foreach (var result in results)
        {
            await TellAsync(alert, result, enough.Token);
        }
    }

    private async Task TellAsync(AlertDefinition alert, AlertResult result, CancellationToken cancel)
    {
        if (result.State == AlertState.Sent)
        {
            worker.Log.AlertSent(result.Id, alert.ToString());
        }
        else if (result.State == AlertState.Pending)
        {
            worker.Log.AlertWaits(result.Id, alert.ToString(), result.Error ?? "the one before it was not accepted", (long)result.Delay.TotalSeconds);
        }
        else
        {
            worker.Log.AlertGivenUp(result.Id, alert.ToString(), result.Error ?? "");
            var entry = new AuditEntry(worker.Options.Label, "ALERT_GIVEN_UP", $"alert {alert}", $"message {result.Id}: {result.Error}");
            await worker.Calls.RunAsync("audit", (store, c) => store.Audit.AppendAsync(entry, c), cancel);
        }
    }

    private async Task DeclareAsync(AlertLine line, CancellationToken cancel)
    {
        if (worker.Clock.GetElapsedTime(line.DeclaredAt) >= DeclareInterval)
        {
            await worker.Calls.RunAsync("declare_alerts", (store, c) => store.Alerts.DeclareAsync([DeclaredAlert.Of(line.Alert)], c), cancel);
            line.DeclaredAt = worker.Clock.GetTimestamp();
        }
    }

    // Nobody but this worker knows of it. It is noted like everything else, also where this worker has no alerts: another may have.
    private async Task<TimeSpan> NoteStormAsync(CancellationToken cancel)
    {
        if (worker.Guard.Storm is { } storm)
        {
            var notice = new Notice(AlertEvents.ErrorStorm, "", $"worker {worker.Options.Label}: {storm}");
            await worker.Calls.RunAsync("note_alert", (store, c) => store.Alerts.AddAsync(notice, c), cancel);
            worker.Guard.Calm(storm);
        }

        return StormInterval;
    }
}

/// <summary>An alert and when it was last declared, as a timestamp; the start has declared it.</summary>
internal sealed class AlertLine(AlertDefinition alert, long declaredAt)
{
    public AlertDefinition Alert => alert;

    public long DeclaredAt { get; set; } = declaredAt;
}
