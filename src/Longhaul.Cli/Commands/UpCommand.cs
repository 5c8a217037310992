using System.CommandLine;
using Longhaul.Cli.Doctor;
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
            try
            {
                var plan = WorkerPlan.Make(shell, parsed, flags.Read(shell, parsed), flags.Queues(parsed));
                return await RunAsync(shell, parsed, plan, parsed.GetValue(watch));
            }
            catch (ConfigurationException e)
            {
                await ExplainAsync(shell, parsed, e.Problems);
                throw;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandShell shell, ParseResult parsed, WorkerPlan plan, bool watch)
    {
        var failure = new FirstFailure(WorkerLogs.ForWorker(plan.Settings, shell.Terminal), () => ExplainAsync(shell, parsed, []));
        var started = new StartedJobs(failure);
        await using var session = new WorkerSession(shell, plan, started);
        await using var echo = WorkerLogs.IsText(plan.Settings, shell.Terminal) ? new OutputEcho(session.Store, started, shell) : null;
        var code = watch
            ? await new WatchedProject(session, plan, shell).RunAsync()
            : WorkerStart.Code(await session.RunAsync(plan.Session.Project, CancellationToken.None), session.Signals);
        await failure.Explaining;
        return code;
    }

    /// <summary>Tells what <c>doctor</c> finds beside what is said anyway.</summary>
    private static async Task ExplainAsync(CommandShell shell, ParseResult parsed, IReadOnlyList<string> said)
    {
        var findings = await Examination.RunAsync(shell, parsed, CancellationToken.None);
        Finding[] more = [.. findings.Where(one => one.Level != FindingLevel.Ok && !said.Any(line => line.Contains(one.Message, StringComparison.Ordinal)))];
        if (more.Length > 0)
        {
            shell.Terminal.Error.WriteLine("longhaul: what 'longhaul doctor' finds:");
            FindingText.Write(shell.Terminal.Error, more, shell.Terminal.HasColour);
        }
    }
}
