using Longhaul.Cli.Bench;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Output;
using Longhaul.Cli.Working;

namespace Longhaul.Bench.Limits;

/// <summary>Measures the limits of a PostgreSQL server and prints them as <c>longhaul bench</c> prints its figures.</summary>
internal static class LimitSession
{
    public static async Task<int> RunAsync(BenchOptions options, string url)
    {
        var terminal = Terminal.OfProcess(CommandShell.ReadEnvironment());
        using var signals = new StopSignals();
        try
        {
            IReadOnlyList<Cli.Bench.Figure> figures;
            string description;
            await using (var place = await LimitPlace.OpenAsync(url, signals.First))
            {
                description = place.Server.Description;
                var list = LimitList.Of(options, place, TimeProvider.System);
                figures = await BenchRun.RunAsync(list, options.Runs, terminal.Error, signals.First);
            }

            BenchReport.Write(terminal, figures, description, options.Json);
            return 0;
        }
        catch (OperationCanceledException) when (signals.First.IsCancellationRequested)
        {
            terminal.Error.WriteLine($"bench: interrupted by {signals.Cause}; there are no figures, and what it had made is removed");
            return signals.Code;
        }
    }
}
