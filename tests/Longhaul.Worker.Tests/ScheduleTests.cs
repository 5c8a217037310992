using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Sqlite;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

/// <summary>Schedules under a store whose clock the test moves, with workers that run on real time.</summary>
public sealed class ScheduleTests : IDisposable
{
    private static readonly ScheduleDefinition EveryMinute = new() { Name = "tick", Cron = "* * * * *", Run = "work", Input = """{"due":"{{ schedule.due }}"}""" };

    private readonly ManualClock _clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-worker-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Three_workers_on_one_file_fire_each_due_time_once()
    {
        await using var first = OnFile("a");
        await using var second = OnFile("b");
        await using var third = OnFile("c");
        TestWorker[] workers = [first, second, third];
        foreach (var worker in workers)
        {
            await worker.StartAsync();
        }

        await DeclaredAsync(first);
        for (var minute = 1; minute <= 20; minute++)
        {
            _clock.Advance(TimeSpan.FromSeconds(60));
            await FiredAsync(first, minute);
        }

        var jobs = await first.Inner.Queries.ListAsync(new JobFilter(), new JobPage(100), Cancel);
        jobs.Select(job => job.Input).Order().ShouldBe(Enumerable.Range(7, 20).Select(minute => $$"""{"due":"2026-03-04T05:{{minute:00}}:00+00:00"}"""));

        // Whoever fired the last one says so after the store has said it.
        for (var started = TimeProvider.System.GetTimestamp(); Fired() < 20 && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30);)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancel);
        }

        Fired().ShouldBe(20);

        int Fired() => workers.Sum(worker => worker.Log.Events.Count(name => name == "SCHEDULE_FIRED"));
    }

    [Fact]
    public async Task What_was_due_while_no_worker_ran_is_made_up_for_by_the_next()
    {
        await using var store = new InMemoryJobStore(new StoreOptions { Clock = _clock });
        await using (var before = On(store, "a", EveryMinute with { Missed = MissedRuns.All, MissedLimit = 3, Overlap = OverlapPolicy.Wait }))
        {
            await before.StartAsync();
            await DeclaredAsync(before);
            _clock.Advance(TimeSpan.FromSeconds(60));
            await FiredAsync(before, 1);
            await before.StopAsync();
            _clock.Advance(TimeSpan.FromMinutes(5));

            await using var after = On(store, "b", EveryMinute with { Missed = MissedRuns.All, MissedLimit = 3, Overlap = OverlapPolicy.Wait });
            await after.StartAsync();
            await FiredAsync(after, 4);
            (await RecordAsync(after)).ShouldSatisfyAllConditions(
                record => record.Missed.ShouldBe(2), record => record.LastDue.ShouldBe(record.NextDue!.Value.AddMinutes(-1)));
            (await after.Log.WaitForAsync("SCHEDULE_MISSED")).Message.ShouldContain("2 due times");
        }
    }

    [Fact]
    public async Task A_store_that_was_away_when_something_was_due_gets_it_when_it_is_back_and_a_lost_answer_fires_nothing_twice()
    {
        await using var worker = On(new InMemoryJobStore(new StoreOptions { Clock = _clock, Lease = TestWorker.Lease }), "a", EveryMinute);
        await worker.StartAsync();
        await DeclaredAsync(worker);
        worker.Faults.Always = Fault.Unreachable;
        await worker.Log.WaitForAsync("STORE_LOST");
        _clock.Advance(TimeSpan.FromSeconds(60));
        worker.Faults.Always = Fault.None;
        await FiredAsync(worker, 1);

        worker.Faults.Once("FireAsync", Fault.AnswerLost);
        _clock.Advance(TimeSpan.FromSeconds(60));
        await FiredAsync(worker, 2);
        await worker.Log.WaitForAsync("STORE_BACK", 2);
        var looks = new SemaphoreSlim(0);
        worker.Faults.Seen = name => Release(looks, name);
        for (var look = 0; look < 3; look++)
        {
            (await looks.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBeTrue();
        }

        (await worker.Inner.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_worker_whose_file_is_older_fires_nothing_of_what_has_changed_and_says_so_once()
    {
        await using var store = new InMemoryJobStore(new StoreOptions { Clock = _clock });
        await using var old = On(store, "old", EveryMinute with { Input = """{"v":1}""" }, EveryMinute with { Name = "same" });
        await old.StartAsync();
        await DeclaredAsync(old);
        await using var fresh = On(store, "new", EveryMinute with { Input = """{"v":2}""" }, EveryMinute with { Name = "same" });
        await fresh.StartAsync();
        await old.Log.WaitForAsync("SCHEDULE_CHANGED");

        for (var minute = 1; minute <= 5; minute++)
        {
            _clock.Advance(TimeSpan.FromSeconds(60));
            await FiredAsync(fresh, minute);
            await FiredAsync(fresh, minute, "same");
        }

        old.Log.Events.Count(name => name == "SCHEDULE_CHANGED").ShouldBe(1);
        (await store.ListInputsAsync()).Where(input => input.Contains("\"v\"", StringComparison.Ordinal)).ShouldBe(Enumerable.Repeat("""{"v":2}""", 5));
    }

    [Fact]
    public async Task It_sleeps_until_the_next_due_time_but_no_longer_than_a_poll_and_by_the_stores_clock()
    {
        await using var worker = On(new InMemoryJobStore(new StoreOptions { Clock = _clock }), "a", EveryMinute);
        worker.Options = worker.Options with { PollInterval = TimeSpan.FromSeconds(5) };
        using var context = worker.Context();
        var loop = new ScheduleLoop(context, new Cadence(context.Guard, context.Link, context.Clock));

        // The clock stands at 05:06:07.
        (await loop.RunOnceAsync(Cancel)).ShouldBe(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(52.8));
        (await loop.RunOnceAsync(Cancel)).ShouldBe(TimeSpan.FromSeconds(0.2));
        _clock.Advance(TimeSpan.FromSeconds(0.199));
        (await loop.RunOnceAsync(Cancel)).ShouldBe(TimeSpan.FromMilliseconds(5), "a shorter wait would be none");
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        (await loop.RunOnceAsync(Cancel)).ShouldBe(TimeSpan.Zero, "it fired, and looks again at once");
        (await loop.RunOnceAsync(Cancel)).ShouldBe(TimeSpan.FromSeconds(5));
        worker.Faults.Calls.Count(name => name == "DeclareAsync").ShouldBe(1);
    }

    [Fact]
    public async Task A_project_without_schedules_asks_once_and_never_again()
    {
        await using var worker = On(new InMemoryJobStore(new StoreOptions { Clock = _clock }), "a");
        using var context = worker.Context();
        var loop = new ScheduleLoop(context, new Cadence(context.Guard, context.Link, context.Clock));

        (await loop.RunOnceAsync(Cancel)).ShouldBeGreaterThan(TimeSpan.FromHours(1));
        (await loop.RunOnceAsync(Cancel)).ShouldBeGreaterThan(TimeSpan.FromHours(1));
        worker.Faults.Calls.ShouldBe(["DeclareAsync"]);
    }

    [Fact]
    public async Task What_cannot_be_run_is_said_and_counted_and_holds_up_nothing()
    {
        await using var worker = On(
            new InMemoryJobStore(new StoreOptions { Clock = _clock }), "a", EveryMinute with { Name = "bad", Run = "nowhere" }, EveryMinute);
        await worker.StartAsync();
        await DeclaredAsync(worker);
        _clock.Advance(TimeSpan.FromSeconds(60));
        await FiredAsync(worker, 1);

        (await worker.Log.WaitForAsync("SCHEDULE_REFUSED")).Message.ShouldContain("there is no job or pipeline `nowhere`");
        await worker.Log.WaitForAsync("SCHEDULE_MISSED");
        (await RecordAsync(worker, "bad")).ShouldSatisfyAllConditions(record => record.Fired.ShouldBe(0), record => record.Missed.ShouldBe(1));
        worker.Log.Events.ShouldNotContain("UNEXPECTED_ERROR");
    }

    [Fact]
    public async Task Runs_that_are_more_than_one_call_holds_are_fired_in_several()
    {
        var steps = Enumerable.Range(0, 399).Select(i => new StepDefinition { Name = "s" + i, Kind = new JobKind { Name = "wide.s" + i } }).ToArray();
        await using var worker = On(
            new InMemoryJobStore(new StoreOptions { Clock = _clock }), "a",
            EveryMinute with { Run = "wide", Input = "{}", Missed = MissedRuns.All, MissedLimit = 5, Overlap = OverlapPolicy.Allow });
        worker.Pipelines = [new PipelineDefinition { Name = "wide", Steps = steps }];
        using var context = worker.Context();
        var loop = new ScheduleLoop(context, new Cadence(context.Guard, context.Link, context.Clock));
        await loop.RunOnceAsync(Cancel);
        _clock.Advance(TimeSpan.FromMinutes(8));

        while (await loop.RunOnceAsync(Cancel) == TimeSpan.Zero)
        {
        }

        worker.Faults.Arguments<ScheduleFiring>("FireAsync").Select(firing => firing.Runs.Count).ShouldBe([2, 2, 1]);
        (await RecordAsync(worker)).ShouldSatisfyAllConditions(
            record => (record.Fired, record.Missed).ShouldBe((5, 3)), record => record.NextDue.ShouldBe(record.LastDue!.Value.AddMinutes(1)));
    }

    private static void Release(SemaphoreSlim looks, string call)
    {
        if (call == "ListAsync")
        {
            looks.Release();
        }
    }

    private TestWorker OnFile(string label) => On(SqliteJobStore.Open(Path.Join(_folder, "jobs.db"), new StoreOptions { Clock = _clock }), label, EveryMinute);

    private static TestWorker On(IJobStore store, string label, params ScheduleDefinition[] schedules)
    {
        var worker = new TestWorker(store) { Schedules = schedules };
        worker.Options = worker.Options with { Label = label };
        return worker;
    }

    private static async Task<ScheduleRecord> RecordAsync(TestWorker worker, string name = "tick") =>
        (await worker.Inner.Schedules.ListAsync("test", Cancel)).Schedules.Single(record => record.Schedule.Name == name);

    private static Task DeclaredAsync(TestWorker worker) => UntilAsync(
        worker, async () => (await worker.Inner.Schedules.ListAsync("test", Cancel)).Schedules.Count == worker.Schedules.Count);

    /// <summary>Waits until so many due times have been run, and the last run is over.</summary>
    private static Task FiredAsync(TestWorker worker, int count, string name = "tick") => UntilAsync(worker, async () =>
    {
        var record = await RecordAsync(worker, name);
        return record.Fired >= count && (await worker.Inner.Queries.GetAsync(record.LastJob!.Value, Cancel))!.State == JobState.Completed;
    });

    // A store's own waits go by the clock that the test moves; so only its changes end them.
    private static async Task UntilAsync(TestWorker worker, Func<Task<bool>> fact)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        for (var seen = worker.Inner.Signals.Version; !await fact(); seen = worker.Inner.Signals.Version)
        {
            await worker.Inner.Signals.WaitForChangeAsync(seen, TimeSpan.FromMinutes(1), enough.Token);
        }
    }
}

internal static class StoreLooks
{
    public static async Task<IReadOnlyList<string>> ListInputsAsync(this InMemoryJobStore store) =>
        [.. (await ((IJobStore)store).Queries.ListAsync(new JobFilter(), new JobPage(100))).Select(job => job.Input)];
}
