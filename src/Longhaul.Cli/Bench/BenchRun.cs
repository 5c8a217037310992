namespace Longhaul.Cli.Bench;

/// <summary>Measures one thing after the other, and says how far it is.</summary>
internal static class BenchRun
{
    /// <summary>Runs each measurement so often, all of them before any of them again, so that a slow minute of the machine meets all.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(
        IReadOnlyList<IMeasurement> measurements, int runs, TextWriter progress, CancellationToken cancel)
    {
        var samples = measurements.SelectMany(one => one.Metrics).ToDictionary(metric => metric, _ => new List<Sample>());
        for (var run = 1; run <= runs; run++)
        {
            foreach (var measurement in measurements)
            {
                var yielded = await measurement.RunOnceAsync(cancel);
                foreach (var (metric, sample) in measurement.Metrics.Zip(yielded))
                {
                    samples[metric].Add(sample);
                    progress.WriteLine($"bench: {metric.Name} {sample.Value:#,0.###} {metric.Unit} (run {run} of {runs})");
                }
            }
        }

        return [.. samples.Select(pair => Figure.Of(pair.Key, pair.Value))];
    }
}
