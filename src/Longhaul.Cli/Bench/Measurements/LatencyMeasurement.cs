using Longhaul.Cli.Bench.Places;
using Longhaul.Cli.Bench.Workers;

namespace Longhaul.Cli.Bench.Measurements;

/// <summary>How long a job takes from being handed in, or from when it is due, to its handler's start, where the worker is idle.</summary>
/// <param name="place">Where.</param>
/// <param name="name">What the metrics' names begin with.</param>
/// <param name="jobs">How many.</param>
/// <param name="ahead">How long after it is handed in each is due; zero for at once.</param>
/// <param name="places">How many jobs the worker runs at once.</param>
/// <param name="clock">The clock.</param>
internal sealed class LatencyMeasurement(BenchPlace place, string name, int jobs, TimeSpan ahead, int places, TimeProvider clock) : IMeasurement
{
    private const int Warm = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // Longer than what a worker has to do after its start.
    private static readonly TimeSpan BeforeFirst = TimeSpan.FromMilliseconds(1_500);

    private readonly Conditions _conditions = new(
        ahead == TimeSpan.Zero ? $"a job each 20 ms to an idle worker, {jobs} jobs" : $"a job each 20 ms, due {ahead.TotalSeconds:0} s later, {jobs} jobs", jobs, 1, places);

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics => [new Metric(name + "_p50", "ms", _conditions), new Metric(name + "_p99", "ms", _conditions)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel)
    {
        await place.EmptyAsync(cancel);
        await using var workers = WorkerGroup.Start(place, 1, places, prefetch: true, clock);
        await workers.ReadyAsync(cancel);
        await Task.Delay(BeforeFirst, clock, cancel);
        await using var store = place.OpenStore();
        var client = new JobClient(store, NoopProject.In(place.Folder));
        await SendAsync(client, Warm, cancel);
        await workers.TellAsync(Warm, cancel);
        await SendAsync(client, jobs, cancel);
        await workers.TellAsync(Warm + jobs, cancel);
        var latencies = workers.Latencies[Warm..];
        return [new Sample(Quantile.Of(latencies, 0.5)), new Sample(Quantile.Of(latencies, 0.99))];
    }

    private async Task SendAsync(JobClient client, int count, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            if (Interval * i - clock.GetElapsedTime(started) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, clock, cancel);
            }

            var request = new JobRequest { Name = NoopProject.Kind, Input = SendTime.Write(SendTime.Now(clock) + ahead.TotalMilliseconds) };
            await client.EnqueueAsync([ahead == TimeSpan.Zero ? request : request with { At = clock.GetUtcNow() + ahead }], cancel);
        }
    }
}
