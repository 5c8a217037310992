using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul queues</c>: how full they are; pause and resume.</summary>
internal static class QueuesCommand
{
    public static Command Create(CommandShell shell)
    {
        var queues = CreateList(shell, "queues");
        queues.Add(CreateList(shell, "list"));
        queues.Add(CreateControl(shell, "pause", "Let workers take no more jobs of a queue", "paused",
            (session, queue, cancel) => session.Store.Control.PauseQueueAsync(queue, shell.Actor, cancel)));
        queues.Add(CreateControl(shell, "resume", "Let workers take jobs of a queue again", "resumed",
            (session, queue, cancel) => session.Store.Control.ResumeQueueAsync(queue, shell.Actor, cancel)));
        return queues;
    }

    private static Command CreateList(CommandShell shell, string name)
    {
        var json = Shared.Json();
        var command = new Command(name, "List queues with the number of their open jobs") { json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => Write(session.Terminal, await session.Store.Queries.ListQueuesAsync(cancel), parsed.GetValue(json)),
            cancel));
        return command;
    }

    private static Command CreateControl(
        CommandShell shell, string name, string description, string word, Func<StoreSession, string, CancellationToken, Task<ControlReply>> act)
    {
        var queue = new Argument<string>("QUEUE") { Description = "The queue's name" };
        var command = new Command(name, description) { queue };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => Tell(session.Terminal, parsed.GetValue(queue)!, word, await act(session, parsed.GetValue(queue)!, cancel)),
            cancel));
        return command;
    }

    private static int Write(Terminal terminal, IReadOnlyList<QueueRecord> queues, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, queues.Select(QueueJson.Of), JsonOutput.Types.QueueJson);
            return ExitCode.Done;
        }

        var table = new TextTable("QUEUE", "STATE", "READY", "RUNNING", "SCHEDULED", "BLOCKED");
        foreach (var queue in queues)
        {
            table.Add(
                queue.Name, queue.Paused ? new Cell("paused", Style.Yellow) : "open", queue.Ready.ToString(), queue.Running.ToString(),
                queue.Scheduled.ToString(), queue.Blocked.ToString());
        }

        table.Write(terminal);
        return ExitCode.Done;
    }

    private static int Tell(Terminal terminal, string queue, string word, ControlReply reply)
    {
        var name = TerminalText.Neutralise(queue);
        if (reply.Result is ControlResult.NotFound or ControlResult.Refused)
        {
            terminal.Error.WriteLine($"longhaul: queue {name}: {TerminalText.Neutralise(reply.Message ?? "there is none")}; see: longhaul queues");
            return ExitCode.Failed;
        }

        terminal.Out.WriteLine(reply.Result == ControlResult.Unchanged ? $"queue {name} was {word} already" : $"queue {name} {word}");
        return ExitCode.Done;
    }
}
