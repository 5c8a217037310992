using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul workers</c>: which processes take part; drain.</summary>
internal static class WorkersCommand
{
    public static Command Create(CommandShell shell)
    {
        var workers = CreateList(shell, "workers");
        workers.Add(CreateList(shell, "list"));
        workers.Add(CreateDrain(shell));
        return workers;
    }

    private static Command CreateList(CommandShell shell, string name)
    {
        var json = Shared.Json();
        var command = new Command(name, "List worker processes") { json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => Write(session.Terminal, await session.Store.Workers.ListAsync(cancel), parsed.GetValue(json)),
            cancel));
        return command;
    }

    private static Command CreateDrain(CommandShell shell)
    {
        var names = new Argument<string[]>("WORKER") { Description = "Instance ids (or their beginnings) or names", Arity = ArgumentArity.OneOrMore };
        var command = new Command("drain", "Let workers finish what they run, and end") { names };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed, session => DrainAsync(session, parsed.GetValue(names)!, cancel), cancel));
        return command;
    }

    private static async Task<int> DrainAsync(StoreSession session, string[] names, CancellationToken cancel)
    {
        var live = (await session.Store.Workers.ListAsync(cancel)).Where(worker => !worker.Dead).ToArray();
        var code = ExitCode.Done;
        foreach (var name in names)
        {
            var found = live.Where(worker => IsNamed(worker, name)).ToArray();
            foreach (var worker in found)
            {
                await session.Store.Workers.RequestDrainAsync(worker.Registration.Instance, session.Shell.Actor, cancel);
                session.Terminal.Out.WriteLine($"worker {TerminalText.Neutralise(worker.Registration.Label)} ({worker.Registration.Instance:N}) is asked to drain");
            }

            if (found.Length == 0)
            {
                session.Terminal.Error.WriteLine($"longhaul: there is no live worker {TerminalText.Quote(name)}; see: longhaul workers");
                code = ExitCode.Failed;
            }
        }

        return code;
    }

    private static bool IsNamed(WorkerRecord worker, string name)
    {
        var hex = name.Replace("-", "");
        return worker.Registration.Label == name
            || (hex.Length >= 4 && worker.Registration.Instance.ToString("N").StartsWith(hex, StringComparison.OrdinalIgnoreCase));
    }

    private static int Write(Terminal terminal, IReadOnlyList<WorkerRecord> workers, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, workers.Select(WorkerJson.Of), JsonOutput.Types.WorkerJson);
            return ExitCode.Done;
        }

        var table = new TextTable("WORKER", "INSTANCE", "STATE", "JOBS", "HOST", "PID", "STARTED", "RENEWED", "QUEUES");
        foreach (var worker in workers)
        {
            table.Add(
                worker.Registration.Label, worker.Registration.Instance.ToString("N")[..8], State(worker),
                $"{worker.Running}/{worker.Registration.Places}", worker.Registration.Process.Host, worker.Registration.Process.Pid.ToString(),
                Times.At(worker.StartedAt), Times.At(worker.RenewedAt), string.Join(' ', worker.Registration.Queues));
        }

        table.Write(terminal);
        return ExitCode.Done;
    }

    private static Cell State(WorkerRecord worker) =>
        worker.Dead ? new Cell("dead", Style.Red) : worker.Draining ? new Cell("draining", Style.Yellow) : new Cell("live", Style.Green);
}
