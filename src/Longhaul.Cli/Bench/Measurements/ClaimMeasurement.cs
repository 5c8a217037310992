using Longhaul.Cli.Bench.Places;

namespace Longhaul.Cli.Bench.Measurements;

/// <summary>What it takes to claim a hundred jobs and to finish them, while so many wait.</summary>
internal sealed class ClaimMeasurement(BenchPlace place, string name, int waiting, TimeProvider clock) : IMeasurement
{
    private const int Warm = 10;
    private const int Counted = 100;

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; } =
        [new Metric(name, "ms", new Conditions($"claim and finish of 100 while {waiting:#,0} wait", waiting, 0, 100))];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel)
    {
        await Filling.RunAsync(place, waiting, history: false, cancel);
        await using var store = place.OpenStore();
        var client = new JobClient(store, NoopProject.In(place.Folder));
        var worker = await StoreWorker.EnterAsync(store, cancel);
        var spent = TimeSpan.Zero;
        for (var round = 0; round < Warm + Counted; round++)
        {
            var started = clock.GetTimestamp();
            var jobs = await worker.ClaimAsync(cancel);
            await worker.FinishAsync(jobs, cancel);
            spent += round < Warm ? TimeSpan.Zero : clock.GetElapsedTime(started);
            await client.EnqueueAsync(NoopProject.Requests(jobs.Count), cancel); // as many wait as before
        }

        return [new Sample(spent.TotalMilliseconds / Counted)];
    }
}
