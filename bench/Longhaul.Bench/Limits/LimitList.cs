using Longhaul.Cli.Bench;

namespace Longhaul.Bench.Limits;

/// <summary>The limits of PostgreSQL, under the names and in the groups of what they limit.</summary>
internal static class LimitList
{
    private const int Batch = 1_000;
    private const int MostSingles = 50_000;
    private const int MostLatencies = 500;

    public static IReadOnlyList<IMeasurement> Of(BenchOptions options, LimitPlace place, TimeProvider clock) =>
        [.. BenchChoice.DefaultGroups.Where(options.Wants).SelectMany(group => OfGroup(group, options, place, clock))];

    private static IMeasurement[] OfGroup(string group, BenchOptions options, LimitPlace place, TimeProvider clock) => group switch
    {
        "drain" =>
        [
            new DrainLimit(place, new LimitShape("drain_no_history", options.Jobs, 2, Batch, History: false), clock),
            new DrainLimit(place, new LimitShape("drain_history", options.Jobs, 2, Batch, History: true), clock),
        ],
        "single" => [new DrainLimit(place, new LimitShape("drain_single", Math.Min(options.Jobs, MostSingles), 24, 1, History: false), clock)],
        "enqueue" =>
        [
            new EnqueueLimit(place, "enqueue_bulk", 10_000, 1, options.Seconds, clock),
            new EnqueueLimit(place, "enqueue_single_1", 1, 1, options.Seconds, clock),
            new EnqueueLimit(place, "enqueue_single_10", 1, 10, options.Seconds, clock),
        ],
        _ => [new LatencyLimit(place, Math.Min(options.Jobs, MostLatencies), clock)],
    };
}
