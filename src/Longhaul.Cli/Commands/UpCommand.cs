using System.CommandLine;
using Longhaul.Cli.Working;

namespace Longhaul.Cli.Commands;

/// <summary>
/// <c>longhaul up</c>: everything in one process, with the output of the jobs; for a laptop, or for one container. Where its start goes wrong it
/// looks at everything else as well, as <c>doctor</c> does, so that all that is wrong is told at once.
/// </summary>
internal static class UpCommand
{
    public static Command Create(CommandShell shell)
    {
        var flags = new WorkerFlags();
        var watch = new Option<bool>("--watch") { Description = "Drain and start anew when longhaul.yaml or a step's file changes" };
        var command = new Command("up", "Run everything here: store, worker and health endpoint, with the jobs' output") { watch };
        flags.AddTo(command);
        command.SetAction(async parsed =>
        {
            var explanation = new StartExplanation(shell, parsed);
            try
            {
                var plan = WorkerPlan.Make(shell, parsed, flags.Read(shell, parsed), flags.Queues(parsed));
                return await RunAsync(shell, plan, explanation, parsed.GetValue(watch));
            }
            catch (ConfigurationException e)
            {
                await explanation.TellAsync(e.Problems);
                throw;
            }
            finally
            {
                await explanation.Told;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandShell shell, WorkerPlan plan, StartExplanation explanation, bool watch)
    {
        var failure = new FirstFailure(WorkerLogs.ForWorker(plan.Settings, shell.Terminal), () => _ = explanation.TellAsync([]));
        var started = new StartedJobs(failure);
        await using var session = new WorkerSession(shell, plan, started);
        await using var echo = WorkerLogs.IsText(plan.Settings, shell.Terminal) ? new OutputEcho(session.Store, started, shell) : null;
        return watch
            ? await new WatchedProject(session, plan, shell).RunAsync()
            : WorkerStart.Code(await session.RunAsync(plan.Session.Project, CancellationToken.None), session.Signals);
    }
}
