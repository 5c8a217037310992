using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul audit verify</c>: whether the audit log is what was written.</summary>
internal static class AuditVerifyCommand
{
    public static Command Create(CommandShell shell)
    {
        var head = Shared.Text("--head", "HASH", "A hash that was noted before: entries may have come since, but none may be gone up to there");
        head.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && !(text.Length == 64 && text.All(char.IsAsciiHexDigit)))
            {
                result.AddError($"--head: {TerminalText.Quote(text)} is no hash of 64 hexadecimal digits, as audit verify prints it");
            }
        });
        var json = Shared.Json();
        var command = new Command("verify", "Walk the chain of the audit log: was an entry changed, removed, added or moved?") { head, json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => Write(
                session.Terminal, await AuditVerifier.VerifyAsync(session.Store.Audit, parsed.GetValue(head), cancel), parsed.GetValue(json)),
            cancel));
        return command;
    }

    private static int Write(Terminal terminal, AuditVerdict verdict, bool json)
    {
        if (json)
        {
            JsonOutput.WriteOne(terminal.Out, AuditVerdictJson.Of(verdict), JsonOutput.Types.AuditVerdictJson);
        }
        else if (verdict.Problem is null)
        {
            terminal.Out.WriteLine($"{verdict.Entries} entries, unbroken");
            terminal.Out.WriteLine($"head {verdict.Head.Hash} (entry {verdict.Head.Id}; note it, and ask for it later with --head)");
        }
        else
        {
            terminal.Error.WriteLine($"longhaul: the audit log is broken: {verdict.Problem} ({verdict.Entries} entries before are unbroken)");
        }

        return verdict.Problem is null ? ExitCode.Done : ExitCode.Failed;
    }
}
