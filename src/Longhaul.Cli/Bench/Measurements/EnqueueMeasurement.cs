using System.Diagnostics;
using Longhaul.Cli.Bench.Places;
using Longhaul.Cli.Bench.Workers;

namespace Longhaul.Cli.Bench.Measurements;

/// <summary>How fast one process hands jobs in.</summary>
/// <param name="place">Where.</param>
/// <param name="name">The metric's name.</param>
/// <param name="perCall">How many jobs a call has.</param>
/// <param name="callers">How many calls are under way at once.</param>
/// <param name="seconds">For how long.</param>
/// <param name="clock">The clock.</param>
internal sealed class EnqueueMeasurement(BenchPlace place, string name, int perCall, int callers, int seconds, TimeProvider clock) : IMeasurement
{
    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics { get; } =
        [new Metric(name, "jobs/s", new Conditions($"{perCall:#,0} a call, {callers} in flight, {seconds} s", null, 0, callers))];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel)
    {
        await place.EmptyAsync(cancel);
        var before = await place.ReadAsync(cancel);
        var cpu = Environment.CpuUsage.TotalTime;
        var (jobs, took) = await CallAsync(cancel);
        var usage = new ProcessUsage((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64);
        return [new Sample(jobs / took.TotalSeconds, JobCosts.Of(before, await place.ReadAsync(cancel), usage, jobs))];
    }

    private async Task<(long Jobs, TimeSpan Took)> CallAsync(CancellationToken cancel)
    {
        await using var store = place.OpenStore();
        var client = new JobClient(store, NoopProject.In(place.Folder));
        var requests = NoopProject.Requests(perCall);
        await client.EnqueueAsync(requests[..1], cancel); // connects
        var started = clock.GetTimestamp();
        var end = TimeSpan.FromSeconds(seconds);
        var calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                var made = 0;
                for (; clock.GetElapsedTime(started) < end; made++)
                {
                    await client.EnqueueAsync(requests, cancel);
                }

                return made;
            },
            cancel)));
        return ((long)calls.Sum() * perCall, clock.GetElapsedTime(started));
    }
}
