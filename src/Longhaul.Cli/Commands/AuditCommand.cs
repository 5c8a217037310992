using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul audit</c>: who did what.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandShell shell)
    {
        var audit = CreateList(shell, "audit");
        audit.Add(CreateList(shell, "list"));
        audit.Add(AuditVerifyCommand.Create(shell));
        return audit;
    }

    private static Command CreateList(CommandShell shell, string name)
    {
        var before = new Option<long?>("--before") { HelpName = "ID", Description = "Only entries with a smaller id, for the next page" };
        var actor = Shared.Text("--actor", "ACTOR", "Only what this person, worker or token did");
        var action = Shared.Text("--action", "ACTION", "Only this, such as JOB_CANCELLED");
        var limit = Shared.Limit(50);
        var json = Shared.Json();
        var command = new Command(name, "List what people and workers did, the newest first") { actor, action, before, limit, json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session =>
            {
                var filter = new AuditFilter(parsed.GetValue(actor), parsed.GetValue(action)?.ToUpperInvariant());
                var records = await session.Store.Audit.ListAsync(filter, parsed.GetValue(limit), parsed.GetValue(before), cancel);
                return Write(session.Terminal, records, parsed.GetValue(json));
            },
            cancel));
        return command;
    }

    private static int Write(Terminal terminal, IReadOnlyList<AuditRecord> records, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, records.Select(AuditJson.Of), JsonOutput.Types.AuditJson);
            return ExitCode.Done;
        }

        var table = new TextTable("ID", "AT", "ACTOR", "ACTION", "SUBJECT", "DETAIL");
        foreach (var record in records)
        {
            table.Add(record.Id.ToString(), Times.At(record.At), record.Entry.Actor, record.Entry.Action, record.Entry.Subject, record.Entry.Detail);
        }

        table.Write(terminal);
        return ExitCode.Done;
    }
}
