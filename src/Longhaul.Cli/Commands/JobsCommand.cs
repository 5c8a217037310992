using System.CommandLine;
using Longhaul.Cli.Commands.Bulk;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs</c>: looking at jobs and doing things to them.</summary>
internal static class JobsCommand
{
    public static Command Create(CommandShell shell)
    {
        var jobs = new Command("jobs", "Look at jobs: list, show, logs, why; and edit, cancel, retry, delete, move, reprioritise, pause, resume")
        {
            JobsListCommand.Create(shell),
            JobsShowCommand.Create(shell),
            JobsLogsCommand.Create(shell),
            JobsWhyCommand.Create(shell),
            JobsEditCommand.Create(shell),
        };
        foreach (var command in JobActionCommands.All(shell))
        {
            jobs.Add(command);
        }

        jobs.Add(PauseCommands.Pause(shell));
        jobs.Add(PauseCommands.Resume(shell));
        jobs.Add(PauseCommands.List(shell));
        return jobs;
    }
}
