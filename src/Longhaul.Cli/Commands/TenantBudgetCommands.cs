using System.CommandLine;
using Longhaul.Cli.Naming;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul tenants budget|resume</c>: how much tenants may spend on a day.</summary>
internal static class TenantBudgetCommands
{
    private const string Form = "a budget such as '5.00 USD/day', or none";

    public static Command Budget(CommandShell shell)
    {
        var name = new Argument<string>("NAME") { Description = "The tenant" };
        var words = new Argument<string[]>("BUDGET") { Description = "Such as 5.00 USD/day, or none", Arity = ArgumentArity.OneOrMore };
        var command = new Command("budget", "Say how much a tenant may spend on a day (UTC), until longhaul.yaml declares another budget") { name, words };
        command.SetAction((parsed, cancel) =>
        {
            var (tenant, text) = (parsed.GetValue(name)!, string.Join(' ', parsed.GetValue(words)!));
            var budget = text == "none" ? null
                : Core.Jobs.Budget.TryParse(text, out var read) ? read
                : throw new UsageException($"tenants budget: {TerminalText.Quote(text)} is not {Form}");
            return StoreSession.UseAsync(
                shell, parsed,
                async session => await TellAsync(
                    session, parsed, tenant, await session.Store.Tenants.SetBudgetAsync(tenant, budget, shell.Actor, cancel),
                    budget is null ? "has no budget" : $"has a budget of {budget}", cancel),
                cancel);
        });
        return command;
    }

    public static Command Resume(CommandShell shell)
    {
        var name = new Argument<string>("NAME") { Description = "The tenant" };
        var command = new Command("resume", "Let a tenant that has reached its budget go on until the end of the day (UTC)") { name };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => await TellAsync(
                session, parsed, parsed.GetValue(name)!, await session.Store.Tenants.LiftBudgetAsync(parsed.GetValue(name)!, shell.Actor, cancel),
                "goes on, beyond its budget, until 00:00 UTC", cancel),
            cancel));
        return command;
    }

    private static async Task<int> TellAsync(
        StoreSession session, ParseResult parsed, string tenant, ControlReply reply, string done, CancellationToken cancel)
    {
        var terminal = session.Terminal;
        var name = TerminalText.Neutralise(tenant);
        if (reply.Result is ControlResult.Refused or ControlResult.NotFound)
        {
            terminal.Error.WriteLine($"longhaul: tenant {name}: {TerminalText.Neutralise(reply.Message ?? "refused")}");
            return ExitCode.Failed;
        }

        terminal.Out.WriteLine(reply.Result == ControlResult.Unchanged ? TerminalText.Neutralise(reply.Message ?? "") : $"tenant {name} {done}");
        await UnknownNameRemark.WriteAsync(session, parsed, PauseTarget.Tenant(tenant), cancel);
        return ExitCode.Done;
    }
}
