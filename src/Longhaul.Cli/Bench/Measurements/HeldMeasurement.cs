using Longhaul.Cli.Bench.Places;

namespace Longhaul.Cli.Bench.Measurements;

/// <summary>What claims take under a steady load, first as it is, then while somebody holds a snapshot of the database open.</summary>
internal sealed class HeldMeasurement(ServerPlace place, int seconds, TimeProvider clock) : IMeasurement
{
    private const int PerSecond = 2_000;
    private const int UnheldPart = 3;

    private readonly Conditions _conditions = new($"{PerSecond:#,0} jobs/s offered, {seconds} s, claims of at most 100", seconds * PerSecond, 0, 100);

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics =>
    [
        new Metric("unheld_claim_p99", "ms", _conditions), new Metric("held_claim_p99", "ms", _conditions),
        new Metric("held_backlog", "jobs", _conditions),
    ];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel)
    {
        var unheld = await LoadAsync(Math.Max(1, seconds / UnheldPart), held: false, cancel);
        var held = await LoadAsync(seconds, held: true, cancel);
        return [new Sample(unheld.ClaimP99), new Sample(held.ClaimP99), new Sample(held.Backlog)];
    }

    private async Task<LoadResult> LoadAsync(int duration, bool held, CancellationToken cancel)
    {
        await Filling.RunAsync(place, 0, history: false, cancel);
        await using var store = place.OpenStore();
        var load = new SteadyLoad(store, place.Folder, PerSecond, clock);
        await using var snapshot = held ? await place.HoldSnapshotAsync(cancel) : null;
        return await load.RunAsync(TimeSpan.FromSeconds(duration), cancel);
    }
}
