using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul migrate</c>: brings the store to this version, also where <c>LONGHAUL_MIGRATE=off</c>.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandShell shell)
    {
        var command = new Command("migrate", "Create the store, or bring its schema to this version");
        command.SetAction(async (parsed, cancel) =>
        {
            var plan = SessionPlan.Make(shell, shell.Settings(parsed), parsed, withProject: false);
            await using var session = await StoreSession.OpenAsync(shell, plan with { Migrate = true }, cancel);
            var status = await session.Store.Schema.CheckAsync(cancel);
            shell.Terminal.Out.WriteLine($"{TerminalText.Neutralise(status.Address)}: schema version {status.SchemaVersion}");
            return ExitCode.Done;
        });
        return command;
    }
}
