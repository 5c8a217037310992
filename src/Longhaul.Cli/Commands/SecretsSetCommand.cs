using System.CommandLine;
using Longhaul.Cli.Inputs;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul secrets set</c>: encrypts a value here and hands the token to the store. The value is never an argument, which others could see.</summary>
internal static class SecretsSetCommand
{
    public static Command Create(CommandShell shell)
    {
        var (name, tenant) = (SecretsCommand.Name(), SecretsCommand.Tenant());
        var file = Shared.Text("--from-file", "FILE", "Take the value from FILE, not from standard input");
        var command = new Command("set", "Keep a secret, encrypted; its value comes from standard input, on a terminal from a hidden prompt")
        {
            name, tenant, file,
        };
        command.SetAction((parsed, cancel) =>
        {
            var keys = SecretsCommand.RequireKeys(shell, parsed);
            var secret = new SecretRef(parsed.GetValue(tenant) ?? "", parsed.GetValue(name)!);
            var token = keys.Encrypt(SecretText.Read(shell, secret, parsed.GetValue(file)));
            return StoreSession.UseAsync(
                shell, parsed,
                async session => SecretsCommand.Tell(
                    session.Terminal, secret, "set", await session.Store.Secrets.SetAsync(secret, token, shell.Actor, cancel)),
                cancel);
        });
        return command;
    }
}
