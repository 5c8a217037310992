using System.Diagnostics;
using System.Diagnostics.Metrics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker;

/// <summary>The worker's figures, under the meter <c>Longhaul</c>, and the sums that its log and its report need.</summary>
internal sealed class WorkerMetrics : IDisposable
{
    public const string MeterName = "Longhaul";

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _claimed;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _rescued;
    private readonly Counter<long> _storeCalls;
    private readonly Counter<long> _storeErrors;
    private readonly Counter<long> _unexpected;
    private readonly Counter<long> _outOfMemory;
    private readonly Histogram<double> _storeDuration;
    private readonly Histogram<double> _startLatency;
    private readonly StoreGauges _storeGauges;
    private IReadOnlyList<QueueRecord> _depths = [];
    private long _jobsClaimed;
    private long _jobsDone;
    private long _jobsFailed;

    public WorkerMetrics(string version)
    {
        _meter = new Meter(MeterName, version);
        _claimed = _meter.CreateCounter<long>("longhaul.jobs.claimed", description: "Jobs that this worker claimed.");
        _ended = _meter.CreateCounter<long>("longhaul.jobs.ended", description: "Attempts that ended here, by outcome.");
        _rescued = _meter.CreateCounter<long>("longhaul.jobs.rescued", description: "Jobs of dead workers that this worker put back or failed.");
        _storeCalls = _meter.CreateCounter<long>("longhaul.store.calls", description: "Calls to the store, by method.");
        _storeErrors = _meter.CreateCounter<long>("longhaul.store.errors", description: "Calls to the store that failed, by method.");
        _unexpected = _meter.CreateCounter<long>("longhaul.errors", description: "Unexpected errors, by the loop they ended a round of.");
        _outOfMemory = _meter.CreateCounter<long>("longhaul.jobs.oom", description: "Attempts that were ended here for want of memory.");
        _storeDuration = _meter.CreateHistogram(
            "longhaul.store.duration", "s", "How long calls to the store took, by method.", tags: null, Buckets);
        _startLatency = _meter.CreateHistogram(
            "longhaul.jobs.start_latency", "s", "From asking for a job to starting it.", tags: null, Buckets);
        _storeGauges = new StoreGauges(_meter);
        _meter.CreateObservableGauge("longhaul.queue.jobs", Depths, description: "Open jobs in the store, by queue and state.");
        _meter.CreateObservableGauge("longhaul.memory", () => Environment.WorkingSet, "By", "Memory that this process holds.");
    }

    public long JobsClaimed => Interlocked.Read(ref _jobsClaimed);

    /// <summary>Attempts that ended well.</summary>
    public long JobsDone => Interlocked.Read(ref _jobsDone);

    /// <summary>Attempts that failed, whether for good or for now.</summary>
    public long JobsFailed => Interlocked.Read(ref _jobsFailed);

    /// <summary>Adds the gauges that look at the worker itself.</summary>
    public void Observe(Func<int> running, Func<int> undelivered, int places, Func<bool> connected, Func<TimeSpan> uptime)
    {
        _meter.CreateObservableGauge("longhaul.jobs.running", running, description: "Jobs that run here.");
        _meter.CreateObservableGauge("longhaul.outcomes.undelivered", undelivered, description: "Outcomes that the store has not taken yet.");
        _meter.CreateObservableGauge("longhaul.places", () => places, description: "How many jobs this worker runs at once.");
        _meter.CreateObservableGauge("longhaul.store.connected", () => connected() ? 1 : 0, description: "1 while the store answers.");
        _meter.CreateObservableGauge("longhaul.uptime", () => uptime().TotalSeconds, "s", "How long this worker has been running.");
    }

    /// <summary>Adds the gauges of its memory.</summary>
    public void ObserveMemory(MemoryState memory)
    {
        _meter.CreateObservableGauge("longhaul.memory.used", () => memory.Report.UsedBytes, "By", "Memory that counts against the limit: the worker's and its jobs', or the container's.");
        _meter.CreateObservableGauge("longhaul.memory.limit", () => memory.Limits.HardBytes, "By", "At this much a job is killed.");
        _meter.CreateObservableGauge("longhaul.memory.soft", () => memory.Limits.SoftBytes, "By", "From this much on no more jobs are taken.");
    }

    /// <summary>Adds what was spent here, by currency.</summary>
    public void ObserveSpent(Func<IReadOnlyList<KeyValuePair<string, decimal>>> spent) => _meter.CreateObservableCounter(
        "longhaul.costs",
        () => spent().Select(sum => new Measurement<double>((double)sum.Value, new KeyValuePair<string, object?>("currency", sum.Key))),
        description: "What jobs spent here since this worker started, by currency.");

    public void Claimed(int count)
    {
        Interlocked.Add(ref _jobsClaimed, count);
        _claimed.Add(count);
    }

    public void Started(TimeSpan sinceClaim) => _startLatency.Record(sinceClaim.TotalSeconds);

    public void Ended(OutcomeKind kind)
    {
        if (kind is OutcomeKind.Completed or OutcomeKind.Skipped)
        {
            Interlocked.Increment(ref _jobsDone);
        }
        else if (kind is OutcomeKind.Failed or OutcomeKind.Retry)
        {
            Interlocked.Increment(ref _jobsFailed);
        }

        CountEnd(kind.Name());
    }

    /// <summary>The store refused an outcome because the attempt was over.</summary>
    public void Fenced() => CountEnd("fenced");

    /// <summary>An attempt's outcome was dropped here because its lease was lost.</summary>
    public void Lost() => CountEnd("lost");

    public void Rescued(int count) => _rescued.Add(count);

    /// <summary>An attempt was ended for want of memory.</summary>
    public void OutOfMemory() => _outOfMemory.Add(1);

    public void StoreCall(string method, TimeSpan duration)
    {
        var tags = new TagList { { "method", method } };
        _storeCalls.Add(1, tags);
        _storeDuration.Record(duration.TotalSeconds, tags);
    }

    public void StoreError(string method) => _storeErrors.Add(1, new TagList { { "method", method } });

    public void UnexpectedError(string loop) => _unexpected.Add(1, new TagList { { "loop", loop } });

    public void SetDepths(IReadOnlyList<QueueRecord> queues) => _depths = queues;

    /// <summary>Tells what the store says of itself, for as long as that is still so.</summary>
    public void SetFacts(IReadOnlyList<StoreFact> facts, Func<bool> stillSo) => _storeGauges.Set(facts, stillSo);

    public void Dispose() => _meter.Dispose();

    private void CountEnd(string outcome) => _ended.Add(1, new TagList { { "outcome", outcome } });

    private IEnumerable<Measurement<long>> Depths()
    {
        foreach (var queue in _depths)
        {
            yield return Depth(queue.Blocked, queue.Name, "blocked");
            yield return Depth(queue.Ready, queue.Name, "ready");
            yield return Depth(queue.Scheduled, queue.Name, "scheduled");
            yield return Depth(queue.Running, queue.Name, "running");
        }
    }

    private static Measurement<long> Depth(long value, string queue, string state) =>
        new(value, new KeyValuePair<string, object?>("queue", queue), new KeyValuePair<string, object?>("state", state));
}
