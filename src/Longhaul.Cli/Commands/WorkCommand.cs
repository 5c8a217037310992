using System.CommandLine;
using Longhaul.Cli.Working;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul work</c>: a worker that stays until it is told to stop.</summary>
internal static class WorkCommand
{
    public static Command Create(CommandShell shell)
    {
        var flags = new WorkerFlags();
        var command = new Command("work", "Run a worker: it takes jobs until it is told to stop");
        flags.AddTo(command);
        command.SetAction(async parsed =>
        {
            var plan = WorkerPlan.Make(shell, parsed, flags.Read(shell, parsed), flags.Queues(parsed));
            await using var session = new WorkerSession(shell, plan, WorkerLogs.ForWorker(plan.Settings, shell.Terminal));
            return WorkerStart.Code(await session.RunAsync(plan.Session.Project, CancellationToken.None), session.Signals);
        });
        return command;
    }
}
