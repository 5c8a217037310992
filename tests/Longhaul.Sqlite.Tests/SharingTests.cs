using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Engine;

namespace Longhaul.Sqlite.Tests;

/// <summary>Several processes on one file.</summary>
public sealed class SharingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Three_processes_that_write_without_pause_get_about_the_same()
    {
        await using (await _folder.OpenAsync())
        {
        }

        // What one writer has to wait for besides may be the machine, not the others.
        var fair = false;
        for (var round = 0; round < 5 && !fair; round++)
        {
            var rates = await RatesAsync(processes: 3);
            TestContext.Current.TestOutputHelper?.WriteLine($"commits a second: {string.Join(", ", rates)}");
            fair = rates.Min() > rates.Average() / 3;
        }

        fair.ShouldBeTrue("in none of five rounds did the slowest get a third of the average");
    }

    [Fact]
    public async Task A_writer_killed_again_and_again_loses_nothing_that_was_accepted()
    {
        await using var store = await _folder.OpenAsync();
        var accepted = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            using var child = new ChildProcess("flood", _folder.Database);
            for (var i = 0; i < 40 + (round * 17); i++)
            {
                accepted.Add(long.Parse((await child.ReadLineAsync())!));
            }

            child.Kill();
            await child.EndAsync();
        }

        _folder.Ask("pragma integrity_check").ShouldBe("ok");
        foreach (var id in accepted)
        {
            (await store.Queries.GetAsync(id)).ShouldNotBeNull();
        }

        (await store.Intake.EnqueueAsync([new NewJob { Kind = "after" }]))[0].Id.ShouldBeGreaterThan(accepted.Max());
    }

    [Fact]
    public async Task A_lock_that_another_program_holds_is_named_and_passes()
    {
        await using var store = await _folder.OpenAsync();
        using var other = new ChildProcess("lock", _folder.Database);
        (await other.ReadLineAsync()).ShouldBe("locked");
        var watch = Stopwatch.StartNew();
        var failure = await Should.ThrowAsync<StoreUnavailableException>(() => store.Intake.EnqueueAsync([new NewJob { Kind = "x" }]));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        failure.Message.ShouldContain($"is locked by process {other.Id} (");
        (await store.Queries.ListAsync(new JobFilter(), new JobPage(10))).ShouldBeEmpty();

        var waiting = store.Intake.EnqueueAsync([new NewJob { Kind = "x" }]);
        other.Say();
        await other.EndAsync();
        (await waiting).ShouldHaveSingleItem().Existed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_process_frozen_inside_the_turnstile_fails_calls_and_none_of_them_is_done_later()
    {
        await using var store = await _folder.OpenAsync();
        using var frozen = new Turnstile(_folder.Database);
        frozen.Enter();
        await Should.ThrowAsync<StoreUnavailableException>(() => store.Intake.EnqueueAsync([new NewJob { Kind = "given up" }]));
        frozen.Leave();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "kept" }]);
        (await store.Queries.ListAsync(new JobFilter(), new JobPage(10))).ShouldHaveSingleItem().Kind.ShouldBe("kept");
    }

    [Fact]
    public async Task Another_process_wakes_whoever_waits_here()
    {
        await using var store = await _folder.OpenAsync();
        using var other = new ChildProcess("enqueue", _folder.Database);
        for (var i = 0; i < 3; i++)
        {
            var seen = store.Signals.Version;
            other.Say();
            (await store.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(30))).ShouldBeTrue();
            await other.ReadLineAsync();
        }
    }

    [Fact]
    public async Task A_lost_wake_file_only_costs_a_moment()
    {
        await using var store = await _folder.OpenAsync();
        await using var other = SqliteJobStore.Open(_folder.Database);
        var seen = store.Signals.Version;
        await other.Intake.EnqueueAsync([new NewJob { Kind = "x" }]);
        (await store.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(30))).ShouldBeTrue();
        File.Delete(_folder.Database + "-wake");
        seen = store.Signals.Version;
        await other.Intake.EnqueueAsync([new NewJob { Kind = "x" }]);
        (await store.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(30))).ShouldBeTrue();
    }

    private async Task<List<double>> RatesAsync(int processes)
    {
        var children = Enumerable.Range(0, processes).Select(_ => new ChildProcess("write", _folder.Database, "2")).ToList();
        foreach (var child in children)
        {
            (await child.ReadLineAsync()).ShouldBe("ready");
        }

        children.ForEach(child => child.Say());
        var rates = new List<double>();
        foreach (var child in children)
        {
            rates.Add(double.Parse((await child.ReadLineAsync())!));
            child.Dispose();
        }

        return rates;
    }
}
