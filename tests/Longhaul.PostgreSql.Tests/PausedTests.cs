using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Jobs of a paused tenant that stand where claims begin to look.</summary>
public sealed class PausedTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Many = 100_000;
    private static readonly PauseTarget Paused = PauseTarget.Tenant("paused");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_passed_by_while_it_was_paused_goes_first_once_it_is_resumed()
    {
        var (store, _) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        var held = await AddAsync(store, "paused", "paused");
        await AddAsync(store, "", "", "", "", "", "");
        await store.Control.PauseAsync(Paused, "ann", cancel: Cancel);
        for (var i = 0; i < 3; i++)
        {
            await GrowOldAsync();
            (await worker.ClaimAsync(limit: 1)).ShouldHaveSingleItem().Tenant.ShouldBe("");
        }

        await store.Control.ResumeAsync(Paused, "ann", Cancel);

        // A look behind, which would find them too, is due only after a second.
        (await worker.ClaimAsync(limit: 2)).Select(job => job.Id).ShouldBe(held);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_queue_that_was_paused_meanwhile_counts_as_not_looked_at()
    {
        var (store, _) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        var id = (await AddAsync(store, ""))[0];
        await store.Control.PauseAsync(Paused, "ann", cancel: Cancel);
        await store.Control.PauseAsync(PauseTarget.Queue("default"), "ann", cancel: Cancel);

        // The first one hears of the pause, the second begins where that one left off.
        (await worker.ClaimAsync()).ShouldBeEmpty();
        (await worker.ClaimAsync()).ShouldBeEmpty();
        await GrowOldAsync();
        await store.Control.ResumeAsync(PauseTarget.Queue("default"), "ann", Cancel);
        (await AddAsync(store, "")).Length.ShouldBe(1);
        (await worker.ClaimAsync(limit: 1)).ShouldHaveSingleItem().Id.ShouldBe(id);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_hundred_thousand_paused_jobs_in_front_are_not_walked_over_by_every_claim()
    {
        var (store, schema) = await fixture.MakeAsync();
        await fixture.DoAsync($"select {schema}.enqueue('work', tenant => 'paused') from generate_series(1, {Many})");
        await store.Control.PauseAsync(Paused, "ann", cancel: Cancel);
        await store.DisposeAsync();
        var before = await IndexReadsAsync(schema);
        await using (var busy = OpenAs(schema))
        {
            var worker = await TestWorker.RegisterAsync(busy);
            (await worker.ClaimAsync()).ShouldBeEmpty();
            await GrowOldAsync();
            for (var i = 0; i < 20; i++)
            {
                var id = (await AddAsync(busy, ""))[0];
                (await worker.ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);
            }

            await busy.Control.ResumeAsync(Paused, "ann", Cancel);
            (await worker.ClaimAsync(limit: 10)).ShouldAllBe(job => job.Tenant == "paused");
        }

        // The first walks over all of them; looks behind are due now and then, and may; but not each claim.
        (await IndexReadsAsync(schema) - before).ShouldBeInRange(Many, 12L * Many);
    }

    /// <summary>A store whose sessions bear the schema's name.</summary>
    private PostgreSqlJobStore OpenAs(string schema) => PostgreSqlJobStore.Open(
        PostgreSqlAddress.FromConnectionString($"{fixture.Server.ConnectionString};Application Name={schema}", schema));

    private static Task GrowOldAsync() => Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System, Cancel);

    private static async Task<long[]> AddAsync(PostgreSqlJobStore store, params string[] tenants) => (await store.Intake.EnqueueAsync(
        [.. tenants.Select(tenant => new NewJob { Kind = "work", Tenant = tenant })], Cancel)).Select(one => one.Id).ToArray();

    /// <summary>How many entries of the ready index were read so far. A session tells of its own at the latest when it ends, before it leaves the list.</summary>
    private async Task<long> IndexReadsAsync(string schema)
    {
        await fixture.UntilAnyAsync(
            $"select count(*) from (select 1) one where not exists (select 1 from pg_stat_activity where application_name ~ '^{schema}( |$)')", Cancel);
        return await fixture.AskAsync<long>(
            $"select coalesce(idx_tup_read, 0) from pg_stat_all_indexes where schemaname = '{schema}' and indexrelname = 'jobs_ready'");
    }
}
