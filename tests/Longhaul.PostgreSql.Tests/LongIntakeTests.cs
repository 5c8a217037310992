using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Very many jobs of one call, some batches of which are on their way at once.</summary>
public sealed class LongIntakeTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Batches = 6, Each = 50;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Others_see_no_batch_before_those_in_front_of_it()
    {
        var (store, schema) = await fixture.MakeAsync();

        // The first one's insert waits for this lock; those behind it are done with theirs.
        await fixture.DoAsync(
            $$"""
            create function {{schema}}.wait() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(77); return new; end $$;
            create trigger wait before insert on {{schema}}.jobs for each row when (new.kind = 'batch-0') execute function {{schema}}.wait()
            """);
        await using var holder = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var held = await holder.BeginTransactionAsync(Cancel);
        await DoAsync(holder, "select pg_advisory_xact_lock(77)");

        var adding = AddAsync(store);
        await fixture.UntilAnyAsync(
            "select count(*) from pg_stat_activity where state = 'idle in transaction' and query like '%insert into%jobs%' and pid <> pg_backend_pid()", Cancel);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.jobs")).ShouldBe(0);
        await held.RollbackAsync(Cancel);

        var ids = (await adding).SelectMany(batch => batch).Select(one => one.Id).ToList();
        ids.ShouldBeInOrder(SortDirection.Ascending);
        (await fixture.ListAsync<string>($"select kind from {schema}.jobs order by position"))
            .ShouldBe(Enumerable.Range(0, Batches).SelectMany(batch => Enumerable.Repeat($"batch-{batch}", Each)));
        (await fixture.ListAsync<long>($"select id from {schema}.jobs order by position")).ShouldBe(ids);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Of_those_behind_one_that_fails_nothing_is_stored()
    {
        var (store, schema) = await fixture.MakeAsync();
        await fixture.DoAsync($"alter table {schema}.jobs add constraint none check (kind <> 'batch-2')");
        var answers = new List<Enqueued>();

        await Should.ThrowAsync<PostgresException>(async () =>
        {
            await foreach (var batch in store.Intake.EnqueueInTurnAsync(Requests(), Cancel))
            {
                answers.AddRange(batch);
            }
        });

        answers.Count.ShouldBe(2 * Each);
        (await fixture.ListAsync<long>($"select id from {schema}.jobs order by id")).ShouldBe(answers.Select(one => one.Id));
        (await fixture.AskAsync<long>("select count(*) from pg_stat_activity where state = 'idle in transaction'")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Where_a_lane_has_become_fair_meanwhile_they_get_places_in_line_and_keep_their_order()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var other = fixture.Open(schema);
        await other.Intake.EnqueueAsync([new NewJob { Kind = "work", Tenant = "a" }], Cancel);

        var ids = (await AddAsync(store)).SelectMany(batch => batch).Select(one => one.Id).ToList();

        ids.ShouldBeInOrder(SortDirection.Ascending);
        (await fixture.ListAsync<long>($"select id from {schema}.jobs where tenant = '' order by tag, position")).ShouldBe(ids);
        (await fixture.ListAsync<long>($"select tag from {schema}.jobs where tenant = '' order by id")).ShouldBe(Enumerable.Range(1, Batches * Each).Select(n => n * 1_000_000L));
        (await fixture.ListAsync<string>($"select kind from {schema}.jobs where tenant = '' order by id"))
            .ShouldBe(Enumerable.Range(0, Batches).SelectMany(batch => Enumerable.Repeat($"batch-{batch}", Each)));
        await store.DisposeAsync();
    }

    [Fact]
    public async Task More_calls_at_once_than_there_are_connections_all_come_to_an_end()
    {
        var (store, schema) = await fixture.MakeAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => AddAsync(store)));

        (await fixture.AskAsync<long>($"select count(*) from {schema}.jobs")).ShouldBe(40 * Batches * Each);
        await store.DisposeAsync();
    }

    private static IReadOnlyList<IReadOnlyList<NewJob>> Requests() =>
        [.. Enumerable.Range(0, Batches).Select(batch => Enumerable.Repeat(new NewJob { Kind = $"batch-{batch}" }, Each).ToList())];

    private static async Task<List<IReadOnlyList<Enqueued>>> AddAsync(PostgreSqlJobStore store) =>
        await store.Intake.EnqueueInTurnAsync(Requests(), Cancel).ToListAsync(Cancel);

    private static async Task DoAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
