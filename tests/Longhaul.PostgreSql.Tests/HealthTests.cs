using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>What the store says of its server.</summary>
public sealed class HealthTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_names_who_holds_the_oldest_transaction_and_counts_who_waits_and_who_sleeps()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var holder = new NpgsqlConnection(fixture.Server.ConnectionString + ";Application Name=forgotten");
        await holder.OpenAsync(Cancel);
        await using var transaction = await holder.BeginTransactionAsync(Cancel);
        await using var hold = new NpgsqlCommand($"insert into {schema}.pauses values (0, 'render', now(), 'x')", holder, transaction);
        await hold.ExecuteNonQueryAsync(Cancel);
        var waiting = store.Control.PauseAsync(PauseTarget.Queue("render"), "ann", cancel: Cancel);
        var facts = await UntilAsync(store, "waiting_for_locks", 1);
        var oldest = facts.Single(fact => fact.Name == "oldest_transaction_seconds");
        oldest.Subject.ShouldStartWith($"forgotten, pid {holder.ProcessID}, user postgres");
        oldest.Value.ShouldBeGreaterThan(0);
        facts.Single(fact => fact.Name == "waiting_for_locks").Concern.ShouldNotBeNull().ShouldContain("wait for a lock");
        await transaction.RollbackAsync(Cancel);
        await waiting;
        await UntilAsync(store, "waiting_for_locks", 0);
        _ = SleepAsync(store);
        await UntilAsync(store, "sleeping_processes", 1);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Sizes_are_of_all_partitions_together()
    {
        var (store, _) = await fixture.MakeAsync();
        var facts = await store.Health.ExamineAsync(Cancel);
        facts.Where(fact => fact.Name == "table_bytes").Select(fact => fact.Subject).ShouldBe(
            ["attempts", "audit", "beat", "claims", "days", "dependencies", "fair_lanes", "history", "jobs", "key_starts", "logs", "meta", "pauses", "queue_limits", "queue_running", "queue_starts", "schedules", "slot_keys", "slots", "tenants", "unique_keys", "workers"]);
        facts.Single(fact => fact.Name == "index_bytes" && fact.Subject == "history").Value.ShouldBeGreaterThan(8 * 8192);
        facts.Single(fact => fact.Name == "days_ahead").Value.ShouldBe(7);
        await store.DisposeAsync();
    }

    private static async Task SleepAsync(PostgreSqlJobStore store)
    {
        while (await store.Signals.WaitForChangeAsync(store.Signals.Version, TimeSpan.FromSeconds(60), Cancel))
        {
            // Looked once more, as a worker does before it sleeps.
        }
    }

    private static async Task<IReadOnlyList<Longhaul.Core.Stores.StoreFact>> UntilAsync(PostgreSqlJobStore store, string name, double value)
    {
        while (true)
        {
            var facts = await store.Health.ExamineAsync(Cancel);
            if (facts.Single(fact => fact.Name == name).Value.Equals(value))
            {
                return facts;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }
    }
}
