using System.CommandLine;
using Longhaul.Cli.Sessions;
using Longhaul.Sqlite;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul store backup</c> and <c>restore</c>: copies of a store in a file.</summary>
internal static class StoreBackupCommands
{
    public static Command CreateBackup(CommandShell shell)
    {
        var target = new Argument<string>("FILE") { Description = "The copy to write; it must not be there yet" };
        var command = new Command("backup", "Write a copy of an SQLite store while workers go on") { target };
        command.SetAction((parsed, cancel) =>
        {
            var path = StorePath(shell, parsed);
            var copy = shell.FullPath(parsed.GetRequiredValue(target));
            var size = SqliteBackup.Write(path, copy);
            shell.Terminal.Out.WriteLine($"{TerminalText.Neutralise(copy)} holds the store as it was a moment ago ({Times.Bytes(size)})");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    public static Command CreateRestore(CommandShell shell)
    {
        var backup = new Argument<string>("FILE") { Description = "The copy to put in the store's place" };
        var command = new Command("restore", "Put a copy in the place of an SQLite store that nobody uses; the present file is kept beside it") { backup };
        command.SetAction((parsed, cancel) =>
        {
            var path = StorePath(shell, parsed);
            var kept = SqliteBackup.Restore(shell.FullPath(parsed.GetRequiredValue(backup)), path, shell.Clock.GetUtcNow());
            shell.Terminal.Out.WriteLine(TerminalText.Neutralise(kept is null ? $"{path} is restored" : $"{path} is restored; what was there is kept as {kept}"));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string StorePath(CommandShell shell, ParseResult parsed) =>
        SessionPlan.Make(shell, shell.Settings(parsed), parsed, withProject: false).Store.Place is StorePlace.LocalFile { Path: var path }
            ? path
            : throw new UsageException("backup and restore copy the file of an SQLite store; for PostgreSQL use pg_dump and pg_restore (docs/deployment.md says how)");
}
