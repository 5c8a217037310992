using System.CommandLine;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs</c>: looking at jobs and doing things to them.</summary>
internal static class JobsCommand
{
    public static Command Create(CommandShell shell) => new("jobs", "Look at jobs: list, show, logs; and cancel, retry, delete")
    {
        JobsListCommand.Create(shell),
        JobsShowCommand.Create(shell),
        JobsLogsCommand.Create(shell),
        PauseCommands.Pause(shell),
        PauseCommands.Resume(shell),
        PauseCommands.List(shell),
        JobsControlCommands.Cancel(shell),
        JobsControlCommands.Retry(shell),
        JobsControlCommands.Delete(shell),
    };
}
