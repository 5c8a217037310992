using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs cancel|retry|delete</c>: what people do to jobs.</summary>
internal static class JobsControlCommands
{
    public static Command Cancel(CommandShell shell)
    {
        var reason = Shared.Text("--reason", "TEXT", "Why; kept in the audit log");
        return Create(shell, "cancel", "Cancel jobs or runs; what runs is stopped",
            (session, parsed, id, cancel) => session.Client.CancelAsync(id, shell.Actor, parsed.GetValue(reason), cancel),
            result => result == ControlResult.Requested ? "is asked to stop" : "cancelled", reason);
    }

    public static Command Retry(CommandShell shell) =>
        Create(shell, "retry", "Take jobs or runs that are over back into work",
            (session, _, id, cancel) => session.Client.RetryAsync(id, shell.Actor, cancel), _ => "is back in its queue");

    public static Command Delete(CommandShell shell) =>
        Create(shell, "delete", "Remove jobs or runs that are over, with their output",
            (session, _, id, cancel) => session.Client.DeleteAsync(id, shell.Actor, cancel), _ => "deleted");

    private static Command Create(
        CommandShell shell,
        string name,
        string description,
        Func<StoreSession, ParseResult, long, CancellationToken, Task<ControlReply>> act,
        Func<ControlResult, string> word,
        params Option[] options)
    {
        var ids = Shared.JobIds();
        var command = new Command(name, description) { ids };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session =>
            {
                var code = ExitCode.Done;
                foreach (var id in parsed.GetValue(ids)!)
                {
                    code = Math.Max(code, Tell(session.Terminal, id, await act(session, parsed, id, cancel), word));
                }

                return code;
            },
            cancel));
        return command;
    }

    private static int Tell(Terminal terminal, long id, ControlReply reply, Func<ControlResult, string> word)
    {
        var message = reply.Message is { } text ? TerminalText.Neutralise(text) : null;
        switch (reply.Result)
        {
            case ControlResult.Done or ControlResult.Requested:
                terminal.Out.WriteLine($"job {id} {word(reply.Result)}");
                return ExitCode.Done;
            case ControlResult.Unchanged:
                terminal.Out.WriteLine($"job {id}: {message ?? "nothing to do"}");
                return ExitCode.Done;
            case ControlResult.NotFound:
                terminal.Error.WriteLine($"longhaul: there is no job {id}; see: longhaul jobs list");
                return ExitCode.Failed;
            default:
                terminal.Error.WriteLine($"longhaul: job {id}: {message ?? "not possible"}");
                return ExitCode.Failed;
        }
    }
}
