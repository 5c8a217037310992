using System.CommandLine;
using System.Globalization;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul store</c>: how the store itself is.</summary>
internal static class StoreCommand
{
    public static Command Create(CommandShell shell)
    {
        var json = Shared.Json();
        var command = new Command("store", "Show how the store is: sizes, dead rows, old transactions, waiting locks; backup and restore a file")
        {
            json,
            StoreBackupCommands.CreateBackup(shell),
            StoreBackupCommands.CreateRestore(shell),
        };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => Write(session.Terminal, await session.Store.Health.ExamineAsync(cancel), parsed.GetValue(json)),
            cancel));
        return command;
    }

    private static int Write(Terminal terminal, IReadOnlyList<StoreFact> facts, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, facts.Select(StoreFactJson.Of), JsonOutput.Types.StoreFactJson);
            return ExitCode.Done;
        }

        var table = new TextTable("WHAT", "OF", "VALUE");
        foreach (var fact in facts)
        {
            table.Add(fact.Name, fact.Subject, fact.Concern is null ? Value(fact) : new Cell(Value(fact), Style.Yellow));
        }

        table.Write(terminal);
        foreach (var concern in facts.Select(fact => fact.Concern).OfType<string>())
        {
            terminal.Error.WriteLine($"warning: {TerminalText.Neutralise(concern)}");
        }

        return ExitCode.Done;
    }

    private static string Value(StoreFact fact) => fact.Value is not { } value ? "unknown"
        : fact.Name.EndsWith("_bytes", StringComparison.Ordinal) ? Times.Bytes((long)value)
        : value.ToString("#,0.###", CultureInfo.InvariantCulture);
}
