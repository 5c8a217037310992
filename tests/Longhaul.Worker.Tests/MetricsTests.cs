using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class MetricsTests
{
    [Fact]
    public async Task What_a_worker_does_can_be_counted()
    {
        await using var worker = new TestWorker();
        using var heard = new Heard();
        worker.Runner.Attempt = (job, _) => Task.FromResult(job.Input == "{}" ? Outcome.Completed() : Outcome.Failed("x", "y"));
        var good = await worker.EnqueueManyAsync(3);
        var bad = await worker.EnqueueAsync(job: new NewJob { Kind = "work", Input = "1" });
        await worker.StartAsync();
        await worker.UntilAsync(good[2], JobState.Completed);
        await worker.UntilAsync(bad, JobState.Failed);
        await worker.Log.WaitForAsync("JOB_FAILED");

        // An end is counted once the store has it, which others may see a moment before.
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (heard.Sum("longhaul.jobs.ended", "completed") < 3 || heard.Sum("longhaul.jobs.ended", "failed") < 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, enough.Token);
        }

        heard.Names.ShouldBeSubsetOf(heard.Published);
        heard.Sum("longhaul.jobs.claimed").ShouldBeGreaterThanOrEqualTo(4);
        heard.Sum("longhaul.store.calls", "claim").ShouldBeGreaterThanOrEqualTo(1);
        heard.Count("longhaul.store.duration", "claim").ShouldBeGreaterThanOrEqualTo(1);
        heard.Count("longhaul.jobs.start_latency").ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Queue_depths_and_the_state_of_the_worker_can_be_read_at_any_time()
    {
        await using var worker = new TestWorker();
        using var heard = new Heard();
        using var metrics = new WorkerMetrics("1");
        metrics.Observe(() => 3, () => 2, 7, () => true, () => TimeSpan.FromSeconds(9));
        metrics.SetDepths([new QueueRecord("render", false, 11, 12, 13, 14)]);

        heard.Read();

        heard.Last("longhaul.jobs.running").ShouldContain(3);
        heard.Last("longhaul.outcomes.undelivered").ShouldContain(2);
        heard.Last("longhaul.places").ShouldContain(7);
        heard.Last("longhaul.store.connected").ShouldContain(1);
        heard.Last("longhaul.uptime").ShouldContain(9);
        heard.Last("longhaul.queue.jobs", "render").ShouldBe([11, 12, 13, 14], ignoreOrder: true);
        heard.Last("longhaul.memory").ShouldContain(bytes => bytes > 1_000_000);
    }

    [Fact]
    public void What_the_store_says_of_itself_is_told_by_subject_while_it_is_so()
    {
        using var heard = new Heard();
        using var metrics = new WorkerMetrics("1");
        var isSo = true;
        metrics.SetFacts([new StoreFact("test_bytes", "jobs", 11), new StoreFact("test_bytes", "logs", 12), new StoreFact("test_seconds", "psql, pid 7", 13), new StoreFact("test_unknown", "", null)], () => isSo);
        heard.Read();
        heard.Last("longhaul.store.test_bytes", "jobs").ShouldBe([11]);
        heard.Last("longhaul.store.test_bytes", "logs").ShouldBe([12]);
        heard.All("longhaul.store.test_seconds").ShouldBe([("psql", 13)]);
        heard.All("longhaul.store.test_unknown").ShouldBeEmpty();

        metrics.SetFacts([new StoreFact("test_bytes", "jobs", 14)], () => isSo);
        heard.Read();
        heard.Last("longhaul.store.test_bytes", "jobs").ShouldBe([11, 14]);
        heard.All("longhaul.store.test_seconds").Count.ShouldBe(1);
        isSo = false;
        heard.Read();
        heard.Last("longhaul.store.test_bytes", "jobs").ShouldBe([11, 14]);
    }

    [Fact]
    public async Task The_store_is_looked_at_once_a_minute_and_what_it_said_is_gone_once_it_is_away()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker();
        worker.Clock = clock;
        using var context = worker.Context();
        using var heard = new Heard();
        using var end = new CancellationTokenSource();
        using var looks = new SemaphoreSlim(0);
        worker.Faults.Facts = [new StoreFact("test_rows", "jobs", 1)];
        worker.Faults.Seen = method => _ = method == "ExamineAsync" ? looks.Release() : 0;
        var loop = new ExamineLoop(context);
        var running = loop.RunAsync(end.Token);
        clock.Advance(TimeSpan.FromMinutes(5));
        looks.CurrentCount.ShouldBe(0);

        context.Link.Up();
        await LookedAsync();
        clock.Advance(TimeSpan.FromSeconds(59));
        looks.CurrentCount.ShouldBe(0);
        worker.Faults.Once("ExamineAsync", Fault.Breaks);
        clock.Advance(TimeSpan.FromSeconds(1));
        await LookedAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        await LookedAsync();
        await end.CancelAsync();
        await running;

        Read().ShouldBe(1);
        context.Link.Down("it is away");
        Read().ShouldBe(0);
        context.Link.Up();
        Read().ShouldBe(0);

        async Task LookedAsync()
        {
            await looks.WaitAsync(TestContext.Current.CancellationToken);
            while (clock.Waiting == 0)
            {
                await Task.Yield();
            }
        }

        int Read()
        {
            var before = heard.Count("longhaul.store.test_rows");
            heard.Read();
            return heard.Count("longhaul.store.test_rows") - before;
        }
    }

    /// <summary>Everything that meters of this name measure in this process, other tests' workers included.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, string Tags, double Value)> _values = new();
        private readonly ConcurrentDictionary<string, bool> _published = new();

        public Heard()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == WorkerMetrics.MeterName)
                {
                    _published[instrument.Name] = true;
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public IEnumerable<string> Published => _published.Keys;

        public IEnumerable<string> Names => _values.Select(value => value.Name).Distinct();

        public double Sum(string name, string tag = "") => Of(name, tag).Sum();

        public int Count(string name, string tag = "") => Of(name, tag).Count();

        public IEnumerable<double> Last(string name, string tag = "") => [.. Of(name, tag)];

        public List<(string Tags, double Value)> All(string name) => [.. _values.Where(value => value.Name == name).Select(value => (value.Tags, value.Value))];

        public void Read() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private IEnumerable<double> Of(string name, string tag) =>
            _values.Where(value => value.Name == name && value.Tags.Contains(tag)).Select(value => value.Value);

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _values.Enqueue((instrument.Name, string.Join(',', tags.ToArray().Select(tag => tag.Value)), value));
    }
}
