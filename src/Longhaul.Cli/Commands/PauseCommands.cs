using System.CommandLine;
using Longhaul.Cli.Naming;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs pause|resume|pauses</c>: holding back the waiting jobs of kinds and tenants. Queues have commands of their own.</summary>
internal static class PauseCommands
{
    public static Command Pause(CommandShell shell)
    {
        var reason = Reason();
        return Create(
            shell, "pause", "Let workers take no more jobs of a kind (of a pipeline: of its steps) or of a tenant; what runs goes on", "paused",
            (session, parsed, target, cancel) =>
            {
                OtherKindsRemark.Write(session, parsed, target);
                return session.Store.Control.PauseAsync(target, shell.Actor, parsed.GetValue(reason), cancel);
            },
            reason);
    }

    public static Command Resume(CommandShell shell) => Create(
        shell, "resume", "Let workers take jobs of a kind or a tenant again", "resumed",
        (session, _, target, cancel) => session.Store.Control.ResumeAsync(target, shell.Actor, cancel));

    public static Command List(CommandShell shell)
    {
        var json = Shared.Json();
        var command = new Command("pauses", "List what is paused: queues, kinds and tenants, with who paused them and why") { json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => Write(session.Terminal, await session.Store.Queries.ListPausesAsync(cancel), parsed.GetValue(json)),
            cancel));
        return command;
    }

    /// <summary>The option that says why something is paused.</summary>
    public static Option<string> Reason() => Shared.Text("--reason", "TEXT", "Why; shown wherever somebody asks what is paused");

    /// <summary>Tells what became of a wish to pause or resume, and where nobody knows the name; answers with the exit code.</summary>
    public static async Task<int> TellAsync(
        StoreSession session, ParseResult parsed, PauseTarget target, string word, ControlReply reply, CancellationToken cancel)
    {
        var terminal = session.Terminal;
        var name = TerminalText.Neutralise(target.ToString());
        if (reply.Result is ControlResult.NotFound or ControlResult.Refused)
        {
            terminal.Error.WriteLine($"longhaul: {name}: {TerminalText.Neutralise(reply.Message ?? "not possible")}");
            return ExitCode.Failed;
        }

        terminal.Out.WriteLine(reply.Result == ControlResult.Unchanged ? $"{name} was {word} already" : $"{name} {word}");
        await UnknownNameRemark.WriteAsync(session, parsed, target, cancel);
        return ExitCode.Done;
    }

    private static Command Create(
        CommandShell shell,
        string name,
        string description,
        string word,
        Func<StoreSession, ParseResult, PauseTarget, CancellationToken, Task<ControlReply>> act,
        params Option[] options)
    {
        var kinds = new Option<string[]>("--kind") { HelpName = "KIND", Description = "This kind, or this pipeline with all its steps; may be given again" };
        var tenants = new Option<string[]>("--tenant") { HelpName = "TENANT", Description = "This tenant; may be given again" };
        var command = new Command(name, description) { kinds, tenants };
        options.ToList().ForEach(command.Add);
        command.Validators.Add(result =>
        {
            if (result.GetResult(kinds) is null && result.GetResult(tenants) is null)
            {
                result.AddError($"say what to {name}: --kind or --tenant (a queue: longhaul queues {name} QUEUE)");
            }
        });
        command.SetAction((parsed, cancel) =>
        {
            PauseTarget[] targets =
                [.. (parsed.GetValue(kinds) ?? []).Select(PauseTarget.Kind), .. (parsed.GetValue(tenants) ?? []).Select(PauseTarget.Tenant)];
            return StoreSession.UseAsync(
                shell, parsed,
                async session =>
                {
                    var code = ExitCode.Done;
                    foreach (var target in targets)
                    {
                        code = Math.Max(code, await TellAsync(session, parsed, target, word, await act(session, parsed, target, cancel), cancel));
                    }

                    return code;
                },
                cancel);
        });
        return command;
    }

    private static int Write(Terminal terminal, IReadOnlyList<PauseRecord> pauses, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, pauses.Select(PauseJson.Of), JsonOutput.Types.PauseJson);
            return ExitCode.Done;
        }

        var table = new TextTable("PAUSED", "NAME", "SINCE", "UNTIL", "BY", "WHY");
        foreach (var pause in pauses)
        {
            table.Add(pause.Target.Scope.ToString().ToLowerInvariant(), pause.Target.Name, Times.At(pause.Since), Times.At(pause.Until), pause.Cause == PauseCause.Budget ? "(budget)" : pause.Actor, pause.Reason ?? "");
        }

        table.Write(terminal);
        return ExitCode.Done;
    }
}
