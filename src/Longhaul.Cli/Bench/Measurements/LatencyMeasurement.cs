using Longhaul.Cli.Bench.Places;
using Longhaul.Cli.Bench.Workers;

namespace Longhaul.Cli.Bench.Measurements;

/// <summary>How long a job takes from being handed in to its handler's start, where the worker is idle.</summary>
internal sealed class LatencyMeasurement(BenchPlace place, int jobs, int places, TimeProvider clock) : IMeasurement
{
    private const int Warm = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // Longer than what a worker has to do after its start.
    private static readonly TimeSpan BeforeFirst = TimeSpan.FromMilliseconds(1_500);

    private readonly Conditions _conditions = new($"a job each 20 ms to an idle worker, {jobs} jobs", jobs, 1, places);

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics => [new Metric("latency_p50", "ms", _conditions), new Metric("latency_p99", "ms", _conditions)];

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

            await client.EnqueueAsync([new JobRequest { Name = NoopProject.Kind, Input = SendTime.Write(SendTime.Now(clock)) }], cancel);
        }
    }
}
