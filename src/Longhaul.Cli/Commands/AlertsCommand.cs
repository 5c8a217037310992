using System.CommandLine;
using Longhaul.Cli.Alerts;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Alerts;
using Longhaul.Worker.Alerts;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul alerts</c>: who is told of what, what became of it, and whether it arrives. No command shows an address.</summary>
internal static class AlertsCommand
{
    public static Command Create(CommandShell shell)
    {
        var alerts = CreateList(shell, "alerts");
        alerts.Add(CreateList(shell, "list"));
        alerts.Add(CreateTest(shell));
        return alerts;
    }

    private static Command CreateList(CommandShell shell, string name)
    {
        var limit = Shared.Limit(20);
        var json = Shared.Json();
        var command = new Command(name, "List who is told of what, and the last messages with what became of them") { limit, json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session =>
            {
                var declared = await session.Store.Alerts.ListAsync(cancel);
                var messages = await session.Store.Alerts.ListMessagesAsync(parsed.GetValue(limit), cancel);
                return Write(session.Terminal, AlertItem.All(session.Project.Alerts, declared, messages), parsed.GetValue(json));
            },
            cancel,
            withProject: shell.Place(parsed, shell.Settings(parsed)).File is not null));
        return command;
    }

    private static Command CreateTest(CommandShell shell)
    {
        var command = new Command("test", "Send a test message to each alert of longhaul.yaml, and say how that went");
        command.SetAction((parsed, cancel) =>
        {
            var settings = shell.Settings(parsed);
            var file = shell.Place(parsed, settings).RequireFile();
            settings.ThrowIfWrong();
            var project = ProjectReading.Read(file, settings.Environment);
            return TestAsync(shell, project.Name, project.Alerts, cancel);
        });
        return command;
    }

    private static async Task<int> TestAsync(CommandShell shell, string project, IReadOnlyList<AlertDefinition> alerts, CancellationToken cancel)
    {
        if (alerts.Count == 0)
        {
            shell.Terminal.Error.WriteLine("longhaul: there are no alerts; add `alerts:` to longhaul.yaml, or set DISCORD_WEBHOOK_URL");
            return ExitCode.Failed;
        }

        var sender = new WebhookSender(shell.Clock);
        var arrived = true;
        foreach (var alert in alerts)
        {
            var (word, good) = alert.Webhook is null ? ("off: its address is empty", true) : Tell(await sender.SendAsync(alert, Test(shell, project), project, cancel));
            shell.Terminal.Out.WriteLine(TerminalText.Neutralise($"{alert}: {word}"));
            arrived &= good;
        }

        return arrived ? ExitCode.Done : ExitCode.Failed;
    }

    private static (string Word, bool Good) Tell(AlertDelivery delivery) =>
        delivery.State == AlertState.Sent ? ("sent", true) : ($"not sent: {delivery.Error}", false);

    private static AlertMessage Test(CommandShell shell, string project)
    {
        var now = shell.Clock.GetUtcNow();
        return new AlertMessage
        {
            Id = 0, Alert = "", First = new Notice(AlertEvents.None, "", $"Alerts of project {project} arrive here."), Count = 1, FirstAt = now, LastAt = now,
            BegunAt = now, DueAt = now, Tries = 1,
        };
    }

    private static int Write(Terminal terminal, IReadOnlyList<AlertItem> alerts, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, alerts.Select(AlertJson.Of), JsonOutput.Types.AlertJson);
            return ExitCode.Done;
        }

        var table = new TextTable("ALERT", "WHEN", "DECLARED");
        foreach (var alert in alerts)
        {
            table.Add(alert.Target, string.Join(' ', AlertWords.Of(alert.When)), alert.DeclaredAt is { } at ? Times.At(at) : "(by no worker yet)");
        }

        table.Write(terminal);
        WriteMessages(terminal, alerts);
        return ExitCode.Done;
    }

    private static void WriteMessages(Terminal terminal, IReadOnlyList<AlertItem> alerts)
    {
        var messages = alerts.SelectMany(alert => alert.Messages.Select(message => (Alert: alert, Message: message))).OrderByDescending(one => one.Message.Id).ToList();
        if (messages.Count == 0)
        {
            return;
        }

        terminal.Out.WriteLine();
        var table = new TextTable("ID", "AT", "EVENT", "COUNT", "ABOUT", "TO", "STATE", "TRIES", "NOTE");
        foreach (var (alert, message) in messages)
        {
            table.Add(
                message.Id.ToString(), Times.At(message.LastAt), string.Join(' ', AlertWords.Of(message.First.Event)), message.Count.ToString(),
                message.First.JobId is { } job ? $"job {job} {message.First.Subject}" : message.First.Subject, alert.Target, AlertItem.Word(message.State),
                message.Tries.ToString(), message.Error ?? "");
        }

        table.Write(terminal);
    }
}
