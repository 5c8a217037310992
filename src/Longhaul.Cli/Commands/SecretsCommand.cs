using System.CommandLine;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul secrets</c>: what jobs get by name, encrypted in the store. No command shows a value.</summary>
internal static class SecretsCommand
{
    public static Command Create(CommandShell shell)
    {
        var secrets = CreateList(shell, "secrets");
        secrets.Add(SecretsSetCommand.Create(shell));
        secrets.Add(CreateList(shell, "list"));
        secrets.Add(CreateRemove(shell));
        secrets.Add(CreateRotate(shell));
        secrets.Add(CreateKey(shell));
        return secrets;
    }

    /// <summary>The name of a secret.</summary>
    public static Argument<string> Name() => new("NAME") { Description = "The secret: letters, digits and _" };

    /// <summary>Whose it is.</summary>
    public static Option<string> Tenant() => Shared.Text("--tenant", "TENANT", "This tenant's own; without it, the project's, which every tenant gets that has none of its own");

    /// <summary>The keys.</summary>
    /// <exception cref="ConfigurationException">There are none, or they are wrong.</exception>
    public static KeyRing RequireKeys(CommandShell shell, ParseResult parsed)
    {
        var settings = shell.Settings(parsed);
        var keys = settings.Read(SettingTable.FernetKey, null);
        settings.ThrowIfWrong();
        return keys ?? throw new ConfigurationException(
            $"FERNET_KEY: is not set, and secrets are encrypted with it; {SettingTable.FernetKey.Remedy}");
    }

    private static Command CreateList(CommandShell shell, string name)
    {
        var json = Shared.Json();
        var command = new Command(name, "List stored secrets, with who set them and when; never a value") { json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed, session => ListAsync(session, parsed.GetValue(json), cancel), cancel));
        return command;
    }

    private static Command CreateRemove(CommandShell shell)
    {
        var (name, tenant) = (Name(), Tenant());
        var command = new Command("rm", "Forget a secret") { name, tenant };
        command.SetAction((parsed, cancel) =>
        {
            var secret = new SecretRef(parsed.GetValue(tenant) ?? "", parsed.GetValue(name)!);
            return StoreSession.UseAsync(
                shell, parsed,
                async session => Tell(session.Terminal, secret, "removed", await session.Store.Secrets.RemoveAsync(secret, shell.Actor, cancel)),
                cancel);
        });
        return command;
    }

    private static Command CreateRotate(CommandShell shell)
    {
        var command = new Command("rotate", "Encrypt all stored secrets with the first key of FERNET_KEY; others may work meanwhile");
        command.SetAction((parsed, cancel) =>
        {
            var keys = RequireKeys(shell, parsed);
            return StoreSession.UseAsync(
                shell, parsed,
                async session => Tell(
                    session.Terminal, await KeyRotation.RunAsync(session.Store, keys, shell.Actor, cancel), await SealedInputs.CountOlderAsync(session.Store, keys, cancel)),
                cancel);
        });
        return command;
    }

    private static Command CreateKey(CommandShell shell)
    {
        var command = new Command("key", "Print a fresh key for FERNET_KEY");
        command.SetAction(_ => shell.Terminal.Out.WriteLine(FernetKey.Create().Reveal()));
        return command;
    }

    /// <summary>Tells what became of a wish; answers with the exit code.</summary>
    public static int Tell(Terminal terminal, SecretRef secret, string word, ControlReply reply)
    {
        if (reply.Result is ControlResult.NotFound or ControlResult.Refused)
        {
            terminal.Error.WriteLine($"longhaul: {TerminalText.Neutralise(reply.Message ?? "refused")}");
            return reply.Result == ControlResult.Refused ? ExitCode.Usage : ExitCode.Failed;
        }

        terminal.Out.WriteLine($"secret {TerminalText.Neutralise(secret.ToString())} {word}");
        return ExitCode.Done;
    }

    private static int Tell(Terminal terminal, RotationReport report, int older)
    {
        var already = report.Current > 0 ? $", {report.Current} already with the first key" : "";
        terminal.Out.WriteLine($"{report.Rotated} secrets encrypted anew{already}");
        if (older > 0)
        {
            terminal.Out.WriteLine($"{older} unfinished jobs have encrypted inputs that the first key does not open; keep the others until these are over");
        }

        foreach (var closed in report.Closed)
        {
            terminal.Error.WriteLine(
                $"longhaul: secret {TerminalText.Neutralise(closed.ToString())}: none of the keys opens it; add the key that it was set with, or set it anew");
        }

        return report.Closed.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> ListAsync(StoreSession session, bool json, CancellationToken cancel)
    {
        var all = new List<SecretRecord>();
        for (IReadOnlyList<SecretRecord>? part = null; part is null or { Count: IJobStore.MaxBatch };)
        {
            part = await session.Store.Secrets.ListAsync(IJobStore.MaxBatch, all.Count == 0 ? null : all[^1].Secret, cancel);
            all.AddRange(part);
        }

        if (json)
        {
            JsonOutput.WriteList(session.Terminal.Out, all.Select(SecretJson.Of), JsonOutput.Types.SecretJson);
            return ExitCode.Done;
        }

        var table = new TextTable("SECRET", "TENANT", "SET", "BY");
        foreach (var secret in all)
        {
            table.Add(secret.Secret.Name, secret.Secret.Tenant.Length == 0 ? "(all)" : secret.Secret.Tenant, Times.At(secret.SetAt), secret.SetBy);
        }

        table.Write(session.Terminal);
        return ExitCode.Done;
    }
}
