using System.CommandLine;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul runs</c>: pipeline runs only.</summary>
internal static class RunsCommand
{
    public static Command Create(CommandShell shell)
    {
        var list = JobsListCommand.Create(shell, "list", "List pipeline runs, the newest first", containers: true);
        var runs = JobsListCommand.Create(shell, "runs", "List pipeline runs, the newest first", containers: true);
        runs.Add(list);
        return runs;
    }
}
