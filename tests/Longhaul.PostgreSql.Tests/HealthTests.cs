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
        oldest.Value.ShouldNotBeNull().ShouldBeGreaterThan(0);
        facts.Single(fact => fact.Name == "waiting_for_locks").Concern.ShouldNotBeNull().ShouldContain("wait for a lock");
        await transaction.RollbackAsync(Cancel);
        await waiting;
        await UntilAsync(store, "waiting_for_locks", 0);
        _ = SleepAsync(store);
        await UntilAsync(store, "sleeping_processes", 1);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task What_its_user_may_not_see_is_unknown_and_not_nothing()
    {
        await fixture.DoAsync("create role plain login; grant create on database postgres to plain");
        await using var store = PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(fixture.Server.ConnectionString.Replace("Username=postgres", "Username=plain"), "plainly"));
        await store.Schema.MigrateAsync(Cancel);
        await using var holder = new NpgsqlConnection(fixture.Server.ConnectionString);
        await holder.OpenAsync(Cancel);
        await using var transaction = await holder.BeginTransactionAsync(Cancel);
        await using var hold = new NpgsqlCommand("select pg_current_xact_id()", holder, transaction);
        await hold.ExecuteNonQueryAsync(Cancel);

        var hidden = (await store.Health.ExamineAsync(Cancel)).Single(fact => fact.Name == "oldest_transaction_seconds");
        hidden.Value.ShouldBeNull();
        hidden.Concern.ShouldNotBeNull().ShouldEndWith("grant pg_monitor to plain");

        await fixture.DoAsync("grant pg_monitor to plain");
        var seen = (await store.Health.ExamineAsync(Cancel)).Single(fact => fact.Name == "oldest_transaction_seconds");
        seen.Value.ShouldNotBeNull().ShouldBeGreaterThan(0);
        seen.Concern.ShouldBeNull();
    }

    [Fact]
    public async Task It_names_prepared_transactions()
    {
        var (store, _) = await fixture.MakeAsync();
        await using var holder = new NpgsqlConnection(fixture.Server.ConnectionString + ";Pooling=false");
        await holder.OpenAsync(Cancel);
        await using var prepare = new NpgsqlCommand("begin; select pg_current_xact_id(); prepare transaction 'left behind'", holder);
        await prepare.ExecuteNonQueryAsync(Cancel);
        (await store.Health.ExamineAsync(Cancel)).Single(fact => fact.Name == "prepared_transaction_seconds").Subject.ShouldBe("left behind");
        await fixture.DoAsync("rollback prepared 'left behind'");
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Sizes_are_of_all_partitions_together()
    {
        var (store, _) = await fixture.MakeAsync();
        var facts = await store.Health.ExamineAsync(Cancel);
        facts.Where(fact => fact.Name == "table_bytes").Select(fact => fact.Subject).ShouldBe(
            ["alert_messages", "alerts", "attempts", "audit", "audit_removed", "beat", "claims", "cost_months", "days", "dependencies", "fair_lanes", "history", "jobs", "key_starts", "key_times", "logs", "meta", "notices", "pauses", "queue_limits", "queue_running", "queue_starts", "schedules", "secrets", "slot_keys", "slots", "spent", "tenants", "unique_keys", "workers"]);
        facts.Single(fact => fact.Name == "index_bytes" && fact.Subject == "history").Value.ShouldNotBeNull().ShouldBeGreaterThan(8 * 8192);
        facts.Single(fact => fact.Name == "days_ahead").Value.ShouldBe(7);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Those_who_sleep_over_another_database_of_the_server_are_not_counted()
    {
        var (store, schema) = await fixture.MakeAsync();
        await fixture.DoAsync("create database neighbour");
        await using var other = new NpgsqlConnection(fixture.Server.ConnectionString.Replace("Database=postgres", "Database=neighbour") + ";Pooling=false");
        await other.OpenAsync(Cancel);
        await using var sleep = new NpgsqlCommand($"select pg_advisory_lock_shared(hashtextextended('longhaul.{schema}', 0))::text", other);
        await sleep.ExecuteScalarAsync(Cancel);
        (await store.Health.ExamineAsync(Cancel)).Single(fact => fact.Name == "sleeping_processes").Value.ShouldBe(0);
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
