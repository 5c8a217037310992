using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.TestServers;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Some use the store by a pooler in transaction mode, others directly.</summary>
public sealed class PoolerTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sleeper_who_listens_directly_is_woken_by_what_comes_through_a_pooler(bool byTheRules)
    {
        var (sleeper, schema) = await fixture.MakeAsync();
        using var pooler = PgBouncerServer.Start(fixture.Server);
        await using var store = PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(pooler.ConnectionString, schema, pooled: true));
        var sleeping = await SleepAsync(sleeper);

        await store.Intake.EnqueueAsync([new NewJob { Kind = "work", UniqueKeys = byTheRules ? [UniqueKey.WhileUnfinished("u")] : [] }], Cancel);

        (await sleeping.WaitAsync(Long, Cancel)).ShouldBeTrue();
        await sleeper.DisposeAsync();
    }

    [Fact]
    public async Task A_job_that_came_without_its_slot_gets_it_when_a_worker_looks()
    {
        var (direct, schema) = await fixture.MakeAsync();
        using var pooler = PgBouncerServer.Start(fixture.Server);
        await using var store = PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(pooler.ConnectionString, schema, pooled: true));
        (direct.Capabilities.HearsCommits, store.Capabilities.HearsCommits).ShouldBe((true, false));
        var worker = await TestWorker.RegisterAsync(store);
        var id = await fixture.AskAsync<long>($"select {schema}.enqueue('work', slot_key => 'mailbox')");
        (await worker.ClaimAsync()).ShouldBeEmpty();
        (await store.Upkeep.AdmitAsync(Cancel)).ShouldBe(1);
        (await worker.ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);
        await direct.DisposeAsync();
    }

    /// <summary>Waits as a worker does, until it really sleeps.</summary>
    private async Task<Task<bool>> SleepAsync(PostgreSqlJobStore sleeper)
    {
        while (true)
        {
            var waiting = sleeper.Signals.WaitForChangeAsync(sleeper.Signals.Version, Long, Cancel);
            if (await fixture.AskAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and mode = 'ShareLock'") > 0 && !waiting.IsCompleted)
            {
                return waiting;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancel);
        }
    }
}
