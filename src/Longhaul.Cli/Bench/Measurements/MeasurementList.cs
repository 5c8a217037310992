using Longhaul.Cli.Bench.Places;

namespace Longhaul.Cli.Bench.Measurements;

/// <summary>What belongs to each group.</summary>
internal static class MeasurementList
{
    private const int DefaultProcesses = 2;
    private const int DefaultEnqueueSeconds = 5;
    private const int DefaultHeldSeconds = 60;
    private const int MostSingles = 50_000;
    private const int MostLatencies = 500;
    private const int PerCall = 10_000;
    private const int Tenants = 10_000;
    private const int Keys = 10_000;

    // Long enough that no worker has looked for work since it was handed in.
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(3);

    /// <summary>The measurements of a choice, in the order of the groups.</summary>
    public static IReadOnlyList<IMeasurement> Of(BenchChoice choice, BenchPlace place, TimeProvider clock) =>
        [.. BenchChoice.AllGroups.Where(group => choice.Groups.Contains(group)).SelectMany(group => OfGroup(group, choice, place, clock))];

    private static IMeasurement[] OfGroup(string group, BenchChoice choice, BenchPlace place, TimeProvider clock) => group switch
    {
        "drain" =>
        [
            Drain("drain_no_history", choice, place, clock, history: false), Drain("drain_history", choice, place, clock, history: true),
        ],
        "single" =>
        [
            new DrainMeasurement(
                place, new DrainShape("drain_single", Math.Min(choice.Jobs, MostSingles), choice.Processes ?? 1, choice.Places, Prefetch: false), clock),
        ],
        "enqueue" =>
        [
            Enqueue("enqueue_bulk", PerCall, 1, choice, place, clock), Enqueue("enqueue_single_1", 1, 1, choice, place, clock),
            Enqueue("enqueue_single_10", 1, 10, choice, place, clock),
        ],
        "latency" => [Latency("latency", TimeSpan.Zero, choice, place, clock)],
        "fair" => [Drain("drain_fair", choice, place, clock, spread: new Spread(Tenants, 0))],
        "keys" => [Drain("drain_keys", choice, place, clock, spread: new Spread(0, Keys))],
        "due" => [Latency("due", Ahead, choice, place, clock)],
        "claim" =>
        [
            new ClaimMeasurement(place, "claim_1k", 1_000, clock), new ClaimMeasurement(place, "claim_100k", 100_000, clock),
            new ClaimMeasurement(place, "claim_1m", 1_000_000, clock),
        ],
        "held" when place is ServerPlace server => [new HeldMeasurement(server, choice.Seconds ?? DefaultHeldSeconds, clock)],
        "held" => throw new UsageException("bench: held is about old snapshots on a PostgreSQL server, and this store is a file; leave it out of --only"),
        _ => throw new InvalidOperationException($"there is no group {group}"),
    };

    private static DrainMeasurement Drain(string name, BenchChoice choice, BenchPlace place, TimeProvider clock, bool history = false, Spread spread = default) =>
        new(place, new DrainShape(name, choice.Jobs, choice.Processes ?? DefaultProcesses, choice.Places, history, Spread: spread), clock);

    private static LatencyMeasurement Latency(string name, TimeSpan ahead, BenchChoice choice, BenchPlace place, TimeProvider clock) =>
        new(place, name, Math.Min(choice.Jobs, MostLatencies), ahead, choice.Places, clock);

    private static EnqueueMeasurement Enqueue(string name, int perCall, int callers, BenchChoice choice, BenchPlace place, TimeProvider clock) =>
        new(place, name, perCall, callers, choice.Seconds ?? DefaultEnqueueSeconds, clock);
}
