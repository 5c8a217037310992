using System.CommandLine;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Bench.Places;

/// <summary>Finds the place to measure in: beside the store that the settings name.</summary>
internal static class BenchPlaces
{
    private const string Ending = "_bench";

    /// <exception cref="UsageException">Another measuring runs there, or what is there was not made by measuring.</exception>
    public static async Task<BenchPlace> OpenAsync(CommandShell shell, ParseResult parsed, CancellationToken cancel)
    {
        var plan = SessionPlan.Make(shell, shell.Settings(parsed), parsed, withProject: false);
        return plan.Store.Place switch
        {
            StorePlace.LocalFile { Path: var path } =>
                FilePlace.Open(Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + Ending), plan.Store),
            StorePlace.Server { Address.Schema: var schema } => await OpenServerAsync(shell, parsed, schema + Ending, cancel),
            var place => throw new InvalidOperationException($"nothing is measured in {place.GetType().Name}"),
        };
    }

    private static async Task<BenchPlace> OpenServerAsync(CommandShell shell, ParseResult parsed, string schema, CancellationToken cancel)
    {
        var variables = new Dictionary<string, string> { ["LONGHAUL_SCHEMA"] = schema };
        if (parsed.GetValue(shell.Store) is { } address)
        {
            variables["LONGHAUL_STORE"] = address;
        }

        var settings = shell.Settings(parsed).With(variables);
        var plan = SessionPlan.Make(shell, settings, parsed, withProject: false);
        return await ServerPlace.OpenAsync(plan.Store, variables, cancel);
    }
}
