using Longhaul.Cli.Bench.Places;

namespace Longhaul.Cli.Bench.Workers;

/// <summary>The worker processes of one measurement.</summary>
internal sealed class WorkerGroup : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    // A worker that has nothing to do for so long has been given nothing, and a measurement that waits for it would never end.
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(60);

    private readonly BenchWorker[] _workers;
    private readonly TimeProvider _clock;

    private WorkerGroup(BenchWorker[] workers, TimeProvider clock) => (_workers, _clock) = (workers, clock);

    /// <summary>Starts so many.</summary>
    public static WorkerGroup Start(BenchPlace place, int processes, int places, bool prefetch, TimeProvider clock)
    {
        string[] options = [BenchWorkerCommand.Places, $"{places}", .. prefetch ? [] : new[] { BenchWorkerCommand.NoPrefetch }];
        return new WorkerGroup([.. Enumerable.Range(0, processes).Select(_ => BenchWorker.Start(place, options))], clock);
    }

    /// <summary>When the first job of all started, in milliseconds since 1970.</summary>
    public double FirstAt => _workers.Min(worker => worker.FirstAt) ?? throw new InvalidOperationException("no job was started");

    /// <summary>Of all of them.</summary>
    public double[] Latencies => [.. _workers.SelectMany(worker => worker.Latencies)];

    /// <summary>The processor time of all, and the memory of the biggest.</summary>
    public ProcessUsage Usage
    {
        get
        {
            var each = _workers.Select(worker => worker.Usage).ToArray();
            return new ProcessUsage(each.Sum(one => one.CpuSeconds), each.Max(one => one.PeakBytes));
        }
    }

    public Task ReadyAsync(CancellationToken cancel) => Task.WhenAll(_workers.Select(worker => worker.ReadyAsync(cancel)));

    /// <summary>Waits until they have run so many jobs.</summary>
    public Task HandleAsync(long jobs, CancellationToken cancel) => UntilAsync(() => _workers.Sum(worker => worker.Handled), jobs, cancel);

    /// <summary>Waits until they have told so many latencies.</summary>
    public Task TellAsync(int latencies, CancellationToken cancel) => UntilAsync(() => Latencies.Length, latencies, cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var ending in _workers.Select(worker => worker.DisposeAsync().AsTask()).ToArray())
        {
            await ending;
        }
    }

    private async Task UntilAsync(Func<long> read, long wanted, CancellationToken cancel)
    {
        var (seen, since) = (-1L, _clock.GetTimestamp());
        while (read() is var now && now < wanted)
        {
            if (now != seen)
            {
                (seen, since) = (now, _clock.GetTimestamp());
            }

            foreach (var worker in _workers)
            {
                worker.ThrowIfEnded();
            }

            if (_clock.GetElapsedTime(since) > LongestStandstill)
            {
                throw new InvalidOperationException($"the workers stand still: {now:#,0} of {wanted:#,0} jobs were run");
            }

            await Task.Delay(LookAgain, _clock, cancel);
        }
    }
}
