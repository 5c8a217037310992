using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Partitions of the ledger: made when they are needed, by whoever comes first, and dropped whole.</summary>
public sealed class CostMonthTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static NewCost Spend(int number, DateTimeOffset claimedAt) =>
        new(new AttemptRef(number, new AttemptToken(Guid.NewGuid(), 1)), 1, new Cost("tts", 1, "USD"))
        {
            RootId = number, Kind = "work", Tenant = "t" + (number % 3), AttemptNumber = 1, ClaimedAt = claimedAt,
        };

    [Fact]
    public async Task Many_who_need_new_months_at_once_make_each_once_while_somebody_reads()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var other = fixture.Open(schema);
        await using var reader = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var open = await reader.BeginTransactionAsync(Cancel);
        await using (var command = reader.CreateCommand())
        {
            command.CommandText = $"select count(*) from {schema}.costs";
            await command.ExecuteScalarAsync(Cancel);
        }

        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? store : other).Costs.AddAsync(
            [Spend(i, now.AddMonths(i % 4)), Spend(1_000 + i, now.AddMonths((i + 1) % 4))], Cancel)));

        (await store.Costs.SumAsync(new CostQuery(CostGrouping.None), Cancel)).ShouldBe([new CostSum("", "USD", 120, 120)]);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.cost_months")).ShouldBe(4);
        await open.CommitAsync(Cancel);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Costs_of_one_tenant_are_added_one_call_after_the_other_and_those_of_others_wait_for_nobody()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var gate = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var hold = await gate.BeginTransactionAsync(Cancel);
        await using (var command = gate.CreateCommand())
        {
            command.CommandText = $"select pg_advisory_xact_lock(hashtextextended('longhaul.costs {schema} t1', 0))";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        await store.Costs.AddAsync([Spend(2, now)], Cancel);
        var waiting = store.Costs.AddAsync([Spend(1, now)], Cancel);
        await fixture.UntilAnyAsync("select count(*) from pg_locks where locktype = 'advisory' and not granted", Cancel);
        await store.Costs.AddAsync([Spend(5, now)], Cancel);
        waiting.IsCompleted.ShouldBeFalse();
        await hold.CommitAsync(Cancel);
        (await waiting).Added.ShouldBe(1);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_month_is_dropped_whole_and_not_while_any_of_it_is_young()
    {
        var (store, schema) = await fixture.MakeAsync();
        await store.Costs.AddAsync([Spend(1, DateTimeOffset.UnixEpoch.AddYears(55)), Spend(2, DateTimeOffset.UnixEpoch.AddYears(55).AddMonths(2))], Cancel);
        (await store.Costs.PruneAsync(TimeSpan.FromDays(30), 1_000, Cancel)).ShouldBe(0);
        await fixture.DoAsync($"update {schema}.costs set day = '2025-01-20' where job_id = 1");
        (await store.Costs.PruneAsync(TimeSpan.FromDays(30), 1_000, Cancel)).ShouldBe(1);
        (await fixture.ListAsync<string>($"select relname::text from pg_class where relnamespace = '{schema}'::regnamespace and relname like 'costs!_2%' escape '!' and relkind = 'r'"))
            .ShouldBe(["costs_20250301"]);
        await store.DisposeAsync();
    }
}
