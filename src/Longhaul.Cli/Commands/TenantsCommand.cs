using System.CommandLine;
using System.Globalization;
using Longhaul.Cli.Naming;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul tenants</c>: whose jobs wait and run, their weights and budgets.</summary>
internal static class TenantsCommand
{
    public static Command Create(CommandShell shell)
    {
        var tenants = CreateList(shell, "tenants");
        tenants.Add(CreateList(shell, "list"));
        tenants.Add(CreateSet(shell));
        tenants.Add(TenantBudgetCommands.Budget(shell));
        tenants.Add(TenantBudgetCommands.Resume(shell));
        return tenants;
    }

    private static Command CreateList(CommandShell shell, string name)
    {
        var json = Shared.Json();
        var command = new Command(name, "List tenants with their weights, their budgets and the number of their open jobs") { json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session => Write(session.Terminal, await session.Store.Tenants.ListAsync(cancel), parsed.GetValue(json)),
            cancel));
        return command;
    }

    private static Command CreateSet(CommandShell shell)
    {
        var name = new Argument<string>("NAME") { Description = "The tenant" };
        var weight = Weight();
        var command = new Command("set", "Give a tenant a weight, for jobs that become ready from now on, until longhaul.yaml declares another one")
        {
            name, weight,
        };
        command.SetAction((parsed, cancel) =>
        {
            var tenant = new TenantDefinition { Name = parsed.GetValue(name)!, Weight = parsed.GetValue(weight) };
            return StoreSession.UseAsync(
                shell, parsed,
                async session =>
                {
                    var code = Tell(session.Terminal, tenant, await session.Store.Tenants.SetWeightAsync(tenant, shell.Actor, cancel));
                    if (code == ExitCode.Done)
                    {
                        await UnknownNameRemark.WriteAsync(session, parsed, PauseTarget.Tenant(tenant.Name), cancel);
                    }

                    return code;
                },
                cancel);
        });
        return command;
    }

    private static Option<double> Weight() => new("--weight")
    {
        HelpName = "N",
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"Its share beside tenants of weight 1, {TenantDefinition.MinWeight} to {TenantDefinition.MaxWeight}"),
        Required = true,
        CustomParser = result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number is >= TenantDefinition.MinWeight and <= TenantDefinition.MaxWeight)
            {
                return number;
            }

            result.AddError(string.Create(
                CultureInfo.InvariantCulture,
                $"--weight: {TerminalText.Quote(text)} is not a number from {TenantDefinition.MinWeight} to {TenantDefinition.MaxWeight}"));
            return 0;
        },
    };

    private static int Tell(Terminal terminal, TenantDefinition tenant, ControlReply reply)
    {
        var name = TerminalText.Neutralise(tenant.Name);
        if (reply.Result == ControlResult.Refused)
        {
            terminal.Error.WriteLine($"longhaul: tenant {name}: {TerminalText.Neutralise(reply.Message ?? "refused")}");
            return ExitCode.Failed;
        }

        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"tenant {name} has weight {tenant.Weight}{(reply.Result == ControlResult.Unchanged ? " already" : "")}"));
        return ExitCode.Done;
    }

    private static int Write(Terminal terminal, IReadOnlyList<TenantRecord> tenants, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, tenants.Select(TenantJson.Of), JsonOutput.Types.TenantJson);
            return ExitCode.Done;
        }

        var table = new TextTable("TENANT", "WEIGHT", "BUDGET", "WAITING", "RUNNING", "DECLARED BY");
        foreach (var tenant in tenants)
        {
            table.Add(
                tenant.Name.Length == 0 ? "(none)" : tenant.Name, tenant.Weight.ToString(CultureInfo.InvariantCulture), tenant.Budget?.ToString(),
                tenant.Waiting.ToString(), tenant.Running.ToString(), tenant.Project ?? "");
        }

        table.Write(terminal);
        return ExitCode.Done;
    }
}
