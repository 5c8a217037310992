using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Tests;

/// <summary>How a lane's virtual time follows what is claimed there, and who may add to a line at once.</summary>
public sealed class VirtualTimeTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Many = 2_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static NewJob[] Of(string tenant, int count = 1) => [.. Enumerable.Repeat(new NewJob { Kind = "work", Tenant = tenant }, count)];

    [Fact]
    public async Task It_is_never_behind_what_was_claimed_and_is_raised_a_few_times_for_many_claims()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await store.Intake.EnqueueAsync(Of("a", 1_000), Cancel);
        await store.Intake.EnqueueAsync(Of("a", 1_000), Cancel);
        var (seen, raised) = (0L, 0);
        for (var i = 0; i < Many; i++)
        {
            var job = (await worker.ClaimAsync(limit: 1)).ShouldHaveSingleItem();
            var now = await fixture.AskAsync<long>($"select virtual from {schema}.fair_lanes");
            now.ShouldBeGreaterThanOrEqualTo(job.Tag);
            raised += now > seen ? 1 : 0;
            seen = now;
        }

        // By twice of what was claimed since, until it lasts for a moment: far fewer than claims, however slow this machine is.
        raised.ShouldBeLessThan(Many / 4);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Where_jobs_come_slowly_the_next_round_is_the_next_round()
    {
        var (store, _) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await store.Intake.EnqueueAsync(Of("a", 100), Cancel);
        for (var i = 0; i < 4; i++)
        {
            await worker.ClaimAsync(limit: 1);
            await Task.Delay(TimeSpan.FromMilliseconds(120), TimeProvider.System, Cancel);
        }

        await store.Intake.EnqueueAsync(Of("b"), Cancel);

        (await worker.ClaimAsync(limit: 2)).ShouldContain(job => job.Tenant == "b");
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Two_processes_follow_each_others_claims_and_what_comes_lies_behind_both()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var other = fixture.Open(schema);
        TestWorker[] workers = [await TestWorker.RegisterAsync(store), await TestWorker.RegisterAsync(other)];
        await store.Intake.EnqueueAsync(Of("a", 100), Cancel);
        for (var i = 0; i < 20; i++)
        {
            var job = (await workers[i % 2].ClaimAsync(limit: 1)).ShouldHaveSingleItem();
            var now = await fixture.AskAsync<long>($"select virtual from {schema}.fair_lanes");
            now.ShouldBeGreaterThanOrEqualTo(job.Tag);
            var id = (await (i % 3 == 0 ? store : other).Intake.EnqueueAsync(Of("b" + i), Cancel))[0].Id;
            (await store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull().Tag.ShouldBe(now + 1_000_000);
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task Fifty_who_enqueue_for_one_tenant_at_once_get_no_tag_twice()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var other = fixture.Open(schema);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? store : other).Intake.EnqueueAsync(
            i % 5 == 0 ? [Of("a")[0] with { UniqueKeys = [UniqueKey.WhileUnfinished("k" + i)] }] : Of("a", 7), Cancel)));

        (await fixture.AskAsync<long>($"select count(*) - count(distinct tag) from {schema}.jobs")).ShouldBe(0);
        (await fixture.AskAsync<long>($"select max(tag) / count(*) from {schema}.jobs")).ShouldBe(1_000_000);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Jobs_of_the_callers_own_transactions_have_a_place_in_line_and_keep_nobody_waiting()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using (var open = await connection.BeginTransactionAsync(Cancel))
        {
            await store.IntakeIn(open).EnqueueAsync(Of("a", 3), Cancel);
            await store.Intake.EnqueueAsync(Of("a", 3), Cancel);
            await open.CommitAsync(Cancel);
        }

        await fixture.DoAsync($"select {schema}.enqueue('work', tenant => 'b') from generate_series(1, 3)");
        await fixture.DoAsync($"select {schema}.enqueue('work') from generate_series(1, 3)");

        (await worker.ClaimAsync(limit: 4)).Select(job => job.Tenant).ShouldBe(["a", "a", "b", ""]);
        (await fixture.ListAsync<long>($"select tag from {schema}.jobs where tenant = 'b' order by id")).ShouldBe([1_000_000, 2_000_000, 3_000_000]);
        (await fixture.ListAsync<long>($"select tag from {schema}.jobs where tenant = '' order by id")).ShouldBe([1_000_000, 2_000_000, 3_000_000]);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_lane_whose_first_tenants_come_by_SQL_is_fair_from_its_first_claim_on()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await fixture.DoAsync($"select {schema}.enqueue('work', tenant => 'a') from generate_series(1, 50)");
        await worker.ClaimAsync(limit: 5);
        await fixture.DoAsync($"select {schema}.enqueue('work', tenant => 'b'), {schema}.enqueue('work')");

        var next = await worker.ClaimAsync(limit: 3);

        next.Select(job => job.Tenant).ShouldBe(["a", "b", ""], ignoreOrder: true);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Claims_of_a_fair_lane_stay_within_their_pages()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await store.Intake.EnqueueAsync(Of("a", 100), Cancel);
        await worker.ClaimAsync(limit: 100);
        await store.DisposeAsync();

        var table = $"from pg_stat_all_tables where schemaname = '{schema}' and relname = 'jobs'";
        await fixture.UntilAnyAsync($"select count(*) {table} and n_tup_upd >= 100", Cancel);

        // A few find their page full; were a column in an index, it would be all of them.
        (await fixture.AskAsync<long>($"select n_tup_hot_upd {table}")).ShouldBeGreaterThan(80);
    }
}
