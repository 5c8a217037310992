using Longhaul.Cli.Commands;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;
using Longhaul.Worker;

namespace Longhaul.Cli.Working;

/// <summary>Runs a project, and starts its worker anew whenever its files change; a wrong definition leaves the old one in place.</summary>
internal sealed class WatchedProject(WorkerSession session, WorkerPlan plan, CommandShell shell)
{
    public async Task<int> RunAsync()
    {
        var project = plan.Session.Project;
        while (true)
        {
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(session.Signals.First);
            var next = NextAsync(project, changed);
            var exit = await session.RunAsync(project, changed.Token);
            await changed.CancelAsync();
            if (session.Signals.First.IsCancellationRequested || await next is not { } reread)
            {
                return WorkerStart.Code(exit, session.Signals);
            }

            project = reread;
        }
    }

    // The next definition that is right; null where the command ends first.
    private async Task<ProjectDefinition?> NextAsync(ProjectDefinition project, CancellationTokenSource changed)
    {
        using var files = new ProjectFiles(project, plan.Session.Place.RequireFile(), shell.Clock);
        try
        {
            while (true)
            {
                var file = await files.WaitForChangeAsync(changed.Token);
                if (Reread(file) is { } next)
                {
                    await changed.CancelAsync();
                    return next;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private ProjectDefinition? Reread(string file)
    {
        try
        {
            var project = ProjectReading.Read(plan.Session.Place.RequireFile(), shell.Environment);
            shell.Terminal.Error.WriteLine($"longhaul: {TerminalText.Neutralise(file)} has changed; starting anew");
            return project;
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
            {
                shell.Terminal.Error.WriteLine($"longhaul: {TerminalText.Neutralise(problem)}");
            }

            shell.Terminal.Error.WriteLine("longhaul: going on with the definition as it was");
            return null;
        }
    }
}
