using Longhaul.Cli.Bench;

namespace Longhaul.Bench.Comparing;

/// <summary>The best that any peer reached.</summary>
internal static class BestPeers
{
    /// <summary>By Longhaul's metrics: of each peer's configurations the median of its runs, and of all these the best.</summary>
    public static Dictionary<string, Best> Of(IEnumerable<PeerLine> lines) => lines
        .SelectMany(line => line.Metrics.Select(metric => (metric, line)))
        .GroupBy(one => (one.metric, one.line.Peer, one.line.Configuration))
        .Select(runs => (runs.Key.metric, Best: new Best(runs.Key.Peer, Quantile.Of([.. runs.Select(one => one.line.Value!.Value)], 0.5))))
        .GroupBy(one => one.metric)
        .ToDictionary(all => all.Key, all => IsTime(all.Key) ? all.MinBy(one => one.Best.Value).Best : all.MaxBy(one => one.Best.Value).Best);

    private static bool IsTime(string metric) => metric.StartsWith("latency", StringComparison.Ordinal);
}

/// <summary>A peer's figure.</summary>
internal sealed record Best(string Peer, double Value);
