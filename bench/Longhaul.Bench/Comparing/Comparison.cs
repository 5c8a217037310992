using System.Text.Json;
using Longhaul.Cli.Bench;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Output;

namespace Longhaul.Bench.Comparing;

/// <summary>Sets what was measured of Longhaul beside the best peer and the limit.</summary>
internal static class Comparison
{
    /// <summary>Compares what lies in a folder: <c>ours-*.json</c>, <c>limits-*.json</c> and <c>peers-*.jsonl</c>, each of one run.</summary>
    /// <param name="args">The folder, and <c>--json</c> where that is wanted.</param>
    public static int Run(string[] args)
    {
        if (args is not ([_] or [_, "--json"]))
        {
            Console.Error.WriteLine("bench: compare FOLDER [--json]");
            return 2;
        }

        var folder = args[0];
        var rows = Compare(
            ReadFigures(folder, "ours-*.json"), ReadFigures(folder, "limits-*.json"),
            Files(folder, "peers-*.jsonl").SelectMany(File.ReadLines).Select(PeerLine.Parse).OfType<PeerLine>());
        CompareReport.Write(Terminal.OfProcess(CommandShell.ReadEnvironment()), rows, json: args.Length > 1);
        return 0;
    }

    /// <summary>A row for each metric of Longhaul, in their order; the median where there were several runs.</summary>
    private static List<CompareRow> Compare(
        IReadOnlyList<Measured> ours, IReadOnlyList<Measured> limits, IEnumerable<PeerLine> peers)
    {
        var best = BestPeers.Of(peers);
        return
        [
            .. ours.GroupBy(one => (one.Metric, one.Unit)).Select(one =>
            {
                var limit = limits.Where(other => other.Metric == one.Key.Metric).Select(other => other.Value).ToArray();
                var peer = best.GetValueOrDefault(one.Key.Metric);
                return new CompareRow(
                    one.Key.Metric, Middle(one.Select(measured => measured.Value)), one.Key.Unit, peer?.Peer, peer?.Value,
                    limit.Length > 0 ? Middle(limit) : null);
            }),
        ];
    }

    private static double Middle(IEnumerable<double> values) => Quantile.Of([.. values], 0.5);

    private static List<Measured> ReadFigures(string folder, string pattern) =>
        [.. Files(folder, pattern).SelectMany(file => JsonSerializer.Deserialize<Measured[]>(File.ReadAllText(file), JsonSerializerOptions.Web)!)];

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal);

    private sealed record Measured(string Metric, double Value, string Unit);
}
