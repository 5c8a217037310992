using System.CommandLine;
using Longhaul.Cli.Bench.Measurements;
using Longhaul.Cli.Bench.Places;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Working;
using Npgsql;

namespace Longhaul.Cli.Bench;

/// <summary>A whole measuring: takes a place, measures in it, prints, and leaves nothing behind; also where it is interrupted.</summary>
internal static class BenchSession
{
    public static async Task<int> RunAsync(CommandShell shell, ParseResult parsed, BenchChoice choice, bool json)
    {
        using var signals = new StopSignals();
        try
        {
            await MeasureAsync(shell, parsed, choice, json, signals.First);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (signals.First.IsCancellationRequested)
        {
            shell.Terminal.Error.WriteLine($"longhaul: bench was interrupted by {signals.Cause}; there are no figures, and what it had made is removed");
            return signals.Code;
        }
        catch (NpgsqlException e)
        {
            throw new StoreUnavailableException($"bench: the server refused or broke off: {e.Message}", e);
        }
    }

    private static async Task MeasureAsync(CommandShell shell, ParseResult parsed, BenchChoice choice, bool json, CancellationToken cancel)
    {
        IReadOnlyList<Figure> figures;
        string description;
        await using (var place = await BenchPlaces.OpenAsync(shell, parsed, cancel))
        {
            description = place.Description;
            var measurements = MeasurementList.Of(choice, place, shell.Clock);
            shell.Terminal.Error.WriteLine($"bench: measures {TerminalText.Neutralise(description)}");
            figures = await BenchRun.RunAsync(measurements, choice.Runs, shell.Terminal.Error, cancel);
        }

        BenchReport.Write(shell.Terminal, figures, description, json);
    }
}
