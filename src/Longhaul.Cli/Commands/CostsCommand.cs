using System.CommandLine;
using Longhaul.Cli.Inputs;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul costs</c>: what jobs cost, by day, tenant and so on.</summary>
internal static class CostsCommand
{
    private static readonly IReadOnlyDictionary<string, CostGrouping> Groupings = new Dictionary<string, CostGrouping>
    {
        ["day"] = CostGrouping.Day,
        ["tenant"] = CostGrouping.Tenant,
        ["component"] = CostGrouping.Component,
        ["kind"] = CostGrouping.Kind,
        ["run"] = CostGrouping.Run,
    };

    public static Command Create(CommandShell shell)
    {
        var by = new Option<string>("--by") { HelpName = "WHAT", Description = "Sums by day (UTC), tenant, component, kind or run", DefaultValueFactory = _ => "day" };
        by.AcceptOnlyFromAmong([.. Groupings.Keys]);
        var tenant = Shared.Text("--tenant", "TENANT", "Only of this tenant");
        var currency = Shared.Text("--currency", "CURRENCY", "Only in this currency, such as USD");
        var since = Shared.Text("--since", "TIME", "Since a day (2026-11-21, UTC), an instant (2026-11-21T08:00Z) or for so long (7d)");
        var until = Shared.Text("--until", "TIME", "Before a day or an instant");
        var limit = Shared.Limit(IJobStore.MaxBatch);
        var json = Shared.Json();
        var command = new Command("costs", "Sum up what jobs cost; currencies are never put together") { by, tenant, currency, since, until, limit, json };
        command.SetAction((parsed, cancel) =>
        {
            var query = new CostQuery(Groupings[parsed.GetValue(by)!], parsed.GetValue(limit))
            {
                Tenant = parsed.GetValue(tenant),
                Currency = parsed.GetValue(currency),
                Since = DayText.Since(parsed.GetValue(since), shell.Clock),
                Until = DayText.Read("--until", parsed.GetValue(until)),
            };
            return StoreSession.UseAsync(
                shell, parsed,
                async session => Write(session.Terminal, query, parsed.GetValue(by)!, await session.Store.Costs.SumAsync(query, cancel), parsed.GetValue(json)),
                cancel);
        });
        return command;
    }

    private static int Write(Terminal terminal, CostQuery query, string by, IReadOnlyList<CostSum> sums, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, sums.Select(CostSumJson.Of), JsonOutput.Types.CostSumJson);
            return ExitCode.Done;
        }

        var table = new TextTable(by.ToUpperInvariant(), "AMOUNT", "COSTS");
        foreach (var sum in sums)
        {
            table.Add(sum.Key.Length == 0 ? "(none)" : sum.Key, Cost.Show(sum.Amount, sum.Currency), sum.Count.ToString());
        }

        table.Write(terminal);
        if (sums.Count == query.Limit)
        {
            terminal.Error.WriteLine($"longhaul: there may be more than {query.Limit}; narrow it with --since, --until or --tenant");
        }

        return ExitCode.Done;
    }
}
