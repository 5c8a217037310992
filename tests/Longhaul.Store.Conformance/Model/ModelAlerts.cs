using System.Text.Json;
using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;
using Operation = System.Func<Longhaul.Core.Stores.IJobStore, System.Threading.Tasks.Task<object?>>;

namespace Longhaul.Store.Conformance.Model;

/// <summary>Three alerts that want different things, of which all other operations make notices; messages that are taken, sent, tried again and forgotten.</summary>
internal static class ModelAlerts
{
    private const int AllEvents = 255;

    public static Operation Choose(Step step) => (step.A % 8) switch
    {
        0 or 1 => Declare(step),
        2 => Add(step),
        3 => async store => await store.Alerts.PruneAsync(TimeSpan.FromSeconds(step.B), 1 + (step.C % 5)),
        4 or 5 => Settle(step),
        _ => Take(step),
    };

    /// <summary>What is declared and every message, without the numbers that each store gives as it likes.</summary>
    public static async Task<IEnumerable<string>> DumpAsync(IJobStore store) =>
    [
        .. (await store.Alerts.ListAsync()).Select(alert => alert.ToString()),
        .. (await store.Alerts.ListMessagesAsync(1_000)).Select(Show),
    ];

    private static Operation Declare(Step step)
    {
        var alerts = Enumerable.Range(0, step.B % 4).Select(i => new DeclaredAlert("a" + i, (AlertEvents)(1 + (((step.C * 7) + (i * 100)) % AllEvents)), "json")).ToList();
        return async store =>
        {
            await store.Alerts.DeclareAsync(alerts);
            return null;
        };
    }

    private static Operation Add(Step step)
    {
        var notice = new Notice(step.C % 2 == 0 ? AlertEvents.ErrorStorm : AlertEvents.WorkerLost, step.B % 3 == 0 ? "" : "s" + (step.B % 3), "text " + step.B);
        return async store =>
        {
            await store.Alerts.AddAsync(notice);
            return null;
        };
    }

    private static Operation Take(Step step)
    {
        var take = new AlertTake("a" + (step.B % 4), TimeSpan.FromSeconds(step.C % 3 * 30), TimeSpan.FromSeconds(1 + (step.B % 90)), 1 + (step.C % 4));
        return async store => (await store.Alerts.TakeAsync(take)).Messages.Select(Show).ToList();
    }

    /// <summary>Mostly the last try of one of the newest messages, now and then an earlier one, or of a message that is none.</summary>
    private static Operation Settle(Step step) => async store =>
    {
        var messages = await store.Alerts.ListMessagesAsync(6);
        var results = messages.Skip(step.B % 3).Take(1 + (step.C % 2)).Select(message => new AlertResult(
            step.C % 11 == 0 ? long.MaxValue : message.Id, message.Tries - (step.C % 7 == 0 ? 1 : 0), step.B % 3 == 0 ? AlertState.Pending : step.B % 7 == 0 ? AlertState.GivenUp : AlertState.Sent)
        {
            Delay = TimeSpan.FromSeconds(step.C % 50),
            Error = step.B % 3 == 0 ? "no " + step.C : null,
        }).ToList();
        return await store.Alerts.SettleAsync(results);
    };

    private static string Show(AlertMessage message) => JsonSerializer.Serialize(message with { Id = 0 });
}
