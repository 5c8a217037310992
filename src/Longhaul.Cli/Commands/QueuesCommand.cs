using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul queues</c>: how full they are and what limits them; pause, resume and limit.</summary>
internal static class QueuesCommand
{
    public static Command Create(CommandShell shell)
    {
        var queues = CreateList(shell, "queues");
        queues.Add(CreateList(shell, "list"));
        var reason = PauseCommands.Reason();
        queues.Add(CreateControl(
            shell, "pause", "Let workers take no more jobs of a queue", "paused",
            (session, parsed, queue, cancel) => session.Store.Control.PauseAsync(queue, shell.Actor, parsed.GetValue(reason), cancel), reason));
        queues.Add(CreateControl(
            shell, "resume", "Let workers take jobs of a queue again", "resumed",
            (session, _, queue, cancel) => session.Store.Control.ResumeAsync(queue, shell.Actor, cancel)));
        queues.Add(QueueLimitCommand.Create(shell));
        return queues;
    }

    private static Command CreateList(CommandShell shell, string name)
    {
        var json = Shared.Json();
        var command = new Command(name, "List queues with the number of their open jobs and their limits over all workers") { json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => Write(session.Terminal, await session.Store.Queries.ListQueuesAsync(cancel), parsed.GetValue(json)),
            cancel));
        return command;
    }

    private static Command CreateControl(
        CommandShell shell,
        string name,
        string description,
        string word,
        Func<StoreSession, ParseResult, PauseTarget, CancellationToken, Task<ControlReply>> act,
        params Option[] options)
    {
        var queue = new Argument<string>("QUEUE") { Description = "The queue's name" };
        var command = new Command(name, description) { queue };
        options.ToList().ForEach(command.Add);
        command.SetAction((parsed, cancel) =>
        {
            var target = PauseTarget.Queue(parsed.GetValue(queue)!);
            return StoreSession.UseAsync(
                shell, parsed,
                async session => await PauseCommands.TellAsync(session, parsed, target, word, await act(session, parsed, target, cancel), cancel),
                cancel);
        });
        return command;
    }

    private static int Write(Terminal terminal, IReadOnlyList<QueueRecord> queues, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, queues.Select(QueueJson.Of), JsonOutput.Types.QueueJson);
            return ExitCode.Done;
        }

        var table = new TextTable("QUEUE", "STATE", "READY", "RUNNING", "SCHEDULED", "BLOCKED", "LIMIT", "RATE");
        foreach (var queue in queues)
        {
            table.Add(
                queue.Name, queue.Paused ? new Cell("paused", Style.Yellow) : "open", queue.Ready.ToString(), queue.Running.ToString(),
                queue.Scheduled.ToString(), queue.Blocked.ToString(), queue.Limit?.ToString() ?? "", queue.Rate?.ToString() ?? "");
        }

        table.Write(terminal);
        return ExitCode.Done;
    }
}
