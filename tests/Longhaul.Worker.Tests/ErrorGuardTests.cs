using Longhaul.Core.Stores;
using Longhaul.Core.Workers;
using Longhaul.Worker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Tests;

public sealed class ErrorGuardTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly TestLog _log = new();
    private readonly WorkerMetrics _metrics = new("1");
    private readonly ErrorGuard _guard;

    public ErrorGuardTests() => _guard = new ErrorGuard(_clock, _log, _metrics);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task An_unexpected_error_is_logged_with_its_stack_and_ends_only_its_round()
    {
        (await _guard.RunAsync("claim", () => throw new InvalidOperationException("boom"), default)).ShouldBeFalse();

        var entry = _log.Entries.ShouldHaveSingleItem();
        entry.Level.ShouldBe(LogLevel.Error);
        entry.Error!.StackTrace.ShouldNotBeNull();
        _guard.LastError.ShouldBe("claim: boom");
        _guard.InARow.ShouldBe(1);
        (await _guard.RunAsync("claim", () => Task.CompletedTask, default)).ShouldBeTrue();
        _guard.InARow.ShouldBe(0);
    }

    [Fact]
    public async Task Good_rounds_of_other_loops_hide_none_that_fails_again_and_again()
    {
        for (var i = 1; i <= ErrorGuard.FailingThreshold; i++)
        {
            _guard.Failing.ShouldBeNull();
            await _guard.RunAsync("claim", () => throw new InvalidOperationException("no such column"), default);
            await _guard.RunAsync("memory", () => Task.CompletedTask, default);
            await _guard.RunAsync("complete", () => throw new StoreUnavailableException("away"), default);
            _guard.InARow.ShouldBe(i);
        }

        _guard.Failing.ShouldBe("claim has failed 5 times in a row: no such column");
        await _guard.RunAsync("claim", () => throw new StoreUnavailableException("away"), default);
        _guard.Failing.ShouldNotBeNull();
        await _guard.RunAsync("claim", () => Task.CompletedTask, default);
        (_guard.Failing, _guard.InARow).ShouldBe((null, 0));
    }

    [Fact]
    public async Task Loops_without_which_jobs_come_through_are_only_counted()
    {
        for (var i = 0; i < 7; i++)
        {
            await _guard.RunAsync("status", () => throw new InvalidOperationException("no"), default);
        }

        (_guard.Failing, _guard.InARow).ShouldBe((null, 7));
    }

    [Fact]
    public async Task A_store_that_is_away_is_no_unexpected_error()
    {
        (await _guard.RunAsync("claim", () => throw new StoreUnavailableException("away"), default)).ShouldBeFalse();
        _log.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stop_comes_through_but_a_foreign_cancellation_is_an_error()
    {
        using var stop = new CancellationTokenSource();
        (await _guard.RunAsync("claim", () => throw new OperationCanceledException("foreign"), stop.Token)).ShouldBeFalse();
        _log.Events.ShouldBe(["UNEXPECTED_ERROR"]);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(
            () => _guard.RunAsync("claim", () => throw new OperationCanceledException(), stop.Token));
    }

    [Fact]
    public void More_than_ten_errors_in_a_minute_raise_one_alarm_a_minute()
    {
        Fail(10, TimeSpan.FromSeconds(5));
        _log.Events.ShouldNotContain("ERROR_STORM");

        Fail(1, TimeSpan.Zero);
        _log.Entries[^1].ShouldSatisfyAllConditions(
            entry => entry.Event.ShouldBe("ERROR_STORM"), entry => entry.Level.ShouldBe(LogLevel.Critical));
        Fail(20, TimeSpan.Zero);
        Storms.ShouldBe(1);

        _clock.Advance(TimeSpan.FromSeconds(61));
        Fail(11, TimeSpan.FromSeconds(1));
        Storms.ShouldBe(2);
    }

    [Fact]
    public void Eleven_errors_over_more_than_a_minute_are_no_storm()
    {
        Fail(30, TimeSpan.FromSeconds(6.1));
        Storms.ShouldBe(0);
    }

    [Fact]
    public async Task A_broken_store_does_not_end_the_worker()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();
        worker.Faults.Always = Fault.Breaks;
        await worker.Log.WaitForAsync("ERROR_STORM");
        await UntilAsync(worker, WorkerStatus.Degraded);
        worker.Host.Current.LastError.ShouldNotBeNull().ShouldContain("times in a row");

        worker.Faults.Always = Fault.None;

        await worker.UntilAsync(await worker.EnqueueAsync(), Core.Jobs.JobState.Completed);
        await UntilAsync(worker, WorkerStatus.Healthy);
    }

    private int Storms => _log.Events.Count(name => name == "ERROR_STORM");

    private static async Task UntilAsync(TestWorker worker, WorkerStatus status)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (worker.Host.Current.Status != status)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, enough.Token);
        }
    }

    private void Fail(int times, TimeSpan apart)
    {
        for (var i = 0; i < times; i++)
        {
            _guard.Report("test", new InvalidOperationException("no"));
            _clock.Advance(apart);
        }
    }
}
