using System.Data;
using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Days of history that leave.</summary>
public sealed class RetentionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Age = 10;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beside_an_open_reader_a_day_waits_for_its_leave_and_nobody_else_waits()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        var (old, partition) = await RunLongAgoAsync(store, schema, worker);
        await using var reader = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var reading = await reader.BeginTransactionAsync(IsolationLevel.RepeatableRead, Cancel);
        await using var read = new NpgsqlCommand($"select count(*) from {schema}.history", reader, reading);
        (await read.ExecuteScalarAsync(Cancel)).ShouldBe(1L);

        (await PruneWhileAllElseGoesOnAsync(store, schema, worker)).ShouldBe(0);
        (await read.ExecuteScalarAsync(Cancel)).ShouldBe(1L, "he sees what he saw");
        (await IsThereAsync(partition)).ShouldBeTrue();

        await reading.CommitAsync(Cancel);
        while (await IsThereAsync(partition))
        {
            await store.Upkeep.PruneAsync(Keep, 1_000, Cancel);
        }

        (await store.Queries.GetAsync(old, Cancel)).ShouldBeNull();
        (await fixture.AskAsync<long>($"select count(*) from pg_inherits where inhdetachpending and inhparent = '{schema}.history'::regclass")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_clock_that_ran_ahead_for_a_while_takes_no_day_away_that_is_still_needed()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await SetClockAsync(schema, days: 30);
        await store.Upkeep.MaintainAsync(Cancel);
        await store.Upkeep.PruneAsync(Keep, 1_000, Cancel);
        await SetClockAsync(schema, days: 0);

        var ids = new List<long>();
        foreach (var outcome in (Outcome[])[Outcome.Completed(), Outcome.Failed("x", "y")])
        {
            ids.Add((await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id);
            (await worker.RunAsync(outcome)).ShouldBe(ids[^1]);
        }

        await store.Upkeep.MaintainAsync(Cancel);
        await store.Upkeep.PruneAsync(Keep, 1_000, Cancel);
        (await fixture.ListAsync<long>($"select id from {schema}.history order by id")).ShouldBe(ids);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.days where day between current_date and current_date + 7 and not has_history")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Pruning_says_that_there_is_more_until_the_last_expired_keys_are_gone()
    {
        var (store, schema) = await fixture.MakeAsync();
        await fixture.DoAsync($"insert into {schema}.unique_keys select 'unique:u' || n, n, 1, null from generate_series(1, 21000) n");
        await fixture.DoAsync($"insert into {schema}.slot_keys select 's' || n from generate_series(1, 31000) n");
        var rounds = 1;
        while (await store.Upkeep.PruneAsync(Keep, IJobStore.MaxBatch, Cancel) >= IJobStore.MaxBatch)
        {
            rounds++;
        }

        rounds.ShouldBe(4);
        (await fixture.AskAsync<long>($"select (select count(*) from {schema}.unique_keys) + (select count(*) from {schema}.slot_keys)")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Of_many_days_a_call_removes_a_few_and_says_that_there_is_more()
    {
        var (store, schema) = await fixture.MakeAsync();
        await fixture.DoAsync($"select {schema}.make_day(current_date - n) from generate_series(5, 29) n");
        var left = new List<long>();
        do
        {
            left.Add(await fixture.AskAsync<long>($"select count(*) from {schema}.days where day < current_date - 3"));
        }
        while (await store.Upkeep.PruneAsync(Keep, IJobStore.MaxBatch, Cancel) >= IJobStore.MaxBatch);

        left.Count.ShouldBeGreaterThan(2);
        left.Zip(left.Skip(1), (before, after) => before - after).ShouldAllBe(removed => removed <= 10);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.days where day < current_date - 3")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task What_a_worker_left_half_removed_at_its_death_the_next_one_finishes()
    {
        var (store, schema) = await fixture.MakeAsync();
        var (old, partition) = await RunLongAgoAsync(store, schema, await TestWorker.RegisterAsync(store));
        await using (var reader = await fixture.Source.OpenConnectionAsync(Cancel))
        await using (var reading = await reader.BeginTransactionAsync(Cancel))
        {
            await using var read = new NpgsqlCommand($"select count(*) from {schema}.history", reader, reading);
            await read.ExecuteScalarAsync(Cancel);
            await store.Upkeep.PruneAsync(Keep, 1_000, Cancel);
            await fixture.DoAsync($"update {schema}.days set leaving_since = now() - interval '61 seconds' where day < current_date - 5");
        }

        await using var next = fixture.Open(schema);
        while (await IsThereAsync(partition))
        {
            await next.Upkeep.PruneAsync(Keep, 1_000, Cancel);
        }

        (await next.Queries.GetAsync(old, Cancel)).ShouldBeNull();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Five_workers_that_prune_at_once_disturb_each_other_in_nothing()
    {
        var (store, schema) = await fixture.MakeAsync();
        var (_, partition) = await RunLongAgoAsync(store, schema, await TestWorker.RegisterAsync(store));
        var stores = Enumerable.Range(0, 5).Select(_ => fixture.Open(schema)).ToList();
        while (await IsThereAsync(partition) || await fixture.AskAsync<long>($"select count(*) from {schema}.days where day < current_date - 4") > 0)
        {
            await Task.WhenAll(stores.Select(one => one.Upkeep.PruneAsync(Keep, 1_000, Cancel)));
        }

        foreach (var one in stores)
        {
            await one.DisposeAsync();
        }

        await store.DisposeAsync();
    }

    /// <summary>Jobs are handed in, claimed, ended and looked up, and a new day is made, all while prunes wait for the reader.</summary>
    private async Task<int> PruneWhileAllElseGoesOnAsync(PostgreSqlJobStore store, string schema, TestWorker worker)
    {
        var pruning = store.Upkeep.PruneAsync(Keep, 1_000, Cancel);
        while (!pruning.IsCompleted && await fixture.AskAsync<long>("select count(*) from pg_locks where not granted") == 0)
        {
            await Task.Yield();
        }

        for (var i = 0; i < 20; i++)
        {
            var id = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;
            (await worker.RunAsync()).ShouldBe(id);
            (await store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull().State.ShouldBe(JobState.Completed);
        }

        await SetClockAsync(schema, days: 1);
        await store.Upkeep.MaintainAsync(Cancel);
        await SetClockAsync(schema, days: 0);
        return await pruning + await store.Upkeep.PruneAsync(Keep, 1_000, Cancel);
    }

    private async Task<(long Id, string Partition)> RunLongAgoAsync(PostgreSqlJobStore store, string schema, TestWorker worker)
    {
        await SetClockAsync(schema, days: -Age);
        await store.Upkeep.MaintainAsync(Cancel);
        var id = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;
        (await worker.RunAsync()).ShouldBe(id);
        var day = (await store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull().FinishedAt!.Value;
        await SetClockAsync(schema, days: 0);
        await store.Upkeep.MaintainAsync(Cancel);
        return (id, $"{schema}.history_{day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}");
    }

    private Task SetClockAsync(string schema, int days) => fixture.DoAsync(
        $"create or replace function {schema}.store_now() returns timestamptz language sql volatile return date_trunc('milliseconds', clock_timestamp()) + interval '{days} days'");

    private Task<bool> IsThereAsync(string partition) => fixture.AskAsync<bool>($"select to_regclass('{partition}') is not null");
}
