using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Rows beside jobs that upkeep removes, and days that it makes.</summary>
public sealed class RowsAroundTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_is_taken_while_it_is_being_forgotten_stays()
    {
        var (store, schema) = await fixture.MakeAsync();
        var unique = new NewJob { Kind = "work", UniqueKeys = [UniqueKey.WhileUnfinished("k")] };
        await store.Intake.EnqueueAsync([unique], Cancel);
        var worker = await TestWorker.RegisterAsync(store);
        await worker.RunAsync();

        // Whoever prunes reads the key of the job that is over, and before it has locked it somebody takes it for another job.
        await using var slow = await OpenAsAsync("slow", schema);
        await fixture.DoAsync($"""
            create function {schema}.wait() returns boolean language plpgsql as 'begin perform pg_advisory_xact_lock_shared(77); return true; end';
            alter table {schema}.unique_keys enable row level security;
            create policy waits on {schema}.unique_keys using ({schema}.wait());
            """);
        await using var gate = await fixture.Source.OpenConnectionAsync(Cancel);
        await DoAsync(gate, "select pg_advisory_lock(77)");
        var pruning = slow.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        await fixture.UntilAnyAsync("select count(*) from pg_locks where locktype = 'advisory' and objid = 77 and not granted", Cancel);
        var taken = (await store.Intake.EnqueueAsync([unique], Cancel))[0];
        await DoAsync(gate, "select pg_advisory_unlock(77)");
        await pruning;

        taken.Existed.ShouldBeFalse();
        (await store.Intake.EnqueueAsync([unique], Cancel))[0].ShouldBe(new Enqueued(taken.Id, true));
        await worker.RunAsync();
        await store.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.unique_keys")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_slot_key_is_forgotten_once_no_job_uses_it()
    {
        var (store, schema) = await fixture.MakeAsync();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work", Slots = [new SlotKey("k", 1)] }], Cancel);
        await store.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.slot_keys")).ShouldBe(1);

        await (await TestWorker.RegisterAsync(store)).RunAsync();
        await store.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.slot_keys")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task An_end_on_a_day_that_has_no_partition_makes_one()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        foreach (var outcome in (Outcome[])[Outcome.Completed(), Outcome.Failed("x", "y")])
        {
            await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
            var job = (await worker.ClaimAsync()).ShouldHaveSingleItem();
            foreach (var part in await fixture.ListAsync<string>(
                $"select inhrelid::regclass::text from pg_inherits where inhparent in ('{schema}.history'::regclass, '{schema}.attempts'::regclass, '{schema}.logs'::regclass)"))
            {
                await fixture.DoAsync($"drop table {part}");
            }

            await fixture.DoAsync($"delete from {schema}.days");
            await worker.EndAsync(job, outcome);
            (await fixture.AskAsync<long>($"select count(*) from {schema}.days")).ShouldBeGreaterThan(0);
            (await store.Queries.GetAsync(job.Id, Cancel)).ShouldNotBeNull().State.IsOver().ShouldBeTrue();
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task The_row_of_a_claim_that_was_asked_twice_stays_while_the_worker_lives()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }, new NewJob { Kind = "work" }], Cancel);
        var first = await worker.ClaimAsync(limit: 1);
        (await worker.ClaimAgainAsync()).Select(job => job.Id).ShouldBe(first.Select(job => job.Id));
        await worker.EndAsync(first[0]);
        await worker.RunAsync();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
        await worker.RunAsync();

        (await fixture.ListAsync<long>($"select claim from {schema}.claims order by claim")).ShouldBe([1, 3]);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task An_enqueue_whose_notification_fails_is_there_once()
    {
        var (store, schema) = await fixture.MakeAsync();
        await store.DisposeAsync();
        await fixture.DoAsync("revoke execute on function pg_notify(text, text) from public");
        await using var mute = await OpenAsAsync("mute", schema);

        var plain = (await mute.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;
        var keyed = (await mute.Intake.EnqueueAsync([new NewJob { Kind = "work", UniqueKeys = [UniqueKey.WhileUnfinished("k")] }], Cancel))[0].Id;

        (await fixture.ListAsync<long>($"select id from {schema}.jobs order by id")).ShouldBe([plain, keyed]);
    }

    /// <summary>The store for somebody who is not the server's master.</summary>
    private async Task<PostgreSqlJobStore> OpenAsAsync(string role, string schema)
    {
        await fixture.DoAsync($"""
            create role {role} login;
            grant usage on schema {schema} to {role};
            grant all on all tables in schema {schema} to {role};
            grant all on all sequences in schema {schema} to {role};
            """);
        return PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(
            fixture.Server.ConnectionString.Replace("Username=postgres", $"Username={role}"), schema));
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
