using Longhaul.Cli.Bench.Places;
using Longhaul.Cli.Bench.Workers;

namespace Longhaul.Cli.Bench.Measurements;

/// <summary>How fast worker processes take waiting jobs away: from the start of the first job until the store holds none that is open.</summary>
internal sealed class DrainMeasurement(BenchPlace place, DrainShape shape, TimeProvider clock) : IMeasurement
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; } =
        [new Metric(shape.Name, "jobs/s", new Conditions(shape.Note, shape.Jobs, shape.Processes, shape.Places))];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel)
    {
        await Filling.RunAsync(place, shape.Jobs, shape.History, cancel, shape.Spread);
        var before = await place.ReadAsync(cancel);
        double seconds;
        ProcessUsage usage;
        await using (var workers = WorkerGroup.Start(place, shape.Processes, shape.Places, shape.Prefetch, clock))
        {
            await workers.HandleAsync(shape.Jobs, cancel);
            while (await place.HasOpenJobsAsync(cancel))
            {
                await Task.Delay(LookAgain, clock, cancel);
            }

            seconds = (SendTime.Now(clock) - workers.FirstAt) / 1_000;
            usage = workers.Usage;
        }

        return [new Sample(shape.Jobs / seconds, JobCosts.Of(before, await place.ReadAsync(cancel), usage, shape.Jobs))];
    }
}

/// <summary>One drain.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Jobs">How many jobs wait.</param>
/// <param name="Processes">How many workers take them.</param>
/// <param name="Places">How many jobs each runs at once.</param>
/// <param name="History">Whether successes are kept.</param>
/// <param name="Prefetch">Whether jobs may be claimed before there is a place for them.</param>
/// <param name="Spread">How many tenants and keys they are of.</param>
internal sealed record DrainShape(string Name, int Jobs, int Processes, int Places, bool History = false, bool Prefetch = true, Spread Spread = default)
{
    public string Note =>
        $"{Processes} worker process(es), {Places} at once each, {Jobs:#,0} jobs, {(History ? "full history" : "no history")}{(Prefetch ? "" : ", no prefetch")}"
        + (Spread.Tenants == 0 ? "" : $", {Spread.Tenants:#,0} tenants") + (Spread.Keys == 0 ? "" : $", {Spread.Keys:#,0} keys of limit 1");
}
