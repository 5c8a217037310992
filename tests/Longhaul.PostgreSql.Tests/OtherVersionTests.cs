using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Programs that know other migrations than the store has had.</summary>
public sealed class OtherVersionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Programs = 10;

    /// <summary>The last version that knew of paused queues alone.</summary>
    private const int BeforePauses = 7;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_programs_that_start_at_once_make_one_store_and_bring_an_older_one_up()
    {
        var stores = Enumerable.Range(0, Programs).Select(_ => fixture.Open("crowd")).ToList();
        await Task.WhenAll(stores.Select(store => store.Schema.MigrateAsync(Cancel)));
        var version = (await stores[0].Schema.CheckAsync(Cancel)).SchemaVersion;

        await stores[0].Audit.AppendAsync(new AuditEntry("ann", "QUEUE_PAUSED", "queue render"), Cancel);
        await fixture.DoAsync($"""
            {StoreFixture.WithoutTurns("crowd")};
            drop table crowd.costs, crowd.cost_months, crowd.spent, crowd.audit_removed; drop sequence crowd.cost_numbers; drop function crowd.make_cost_month, crowd.drop_part;
            drop index crowd.audit_actor, crowd.audit_action; alter table crowd.audit drop column hash;
            drop table crowd.secrets; drop table crowd.alerts, crowd.notices, crowd.alert_messages;
            alter table crowd.workers drop column memory; alter table crowd.jobs drop column edits; alter table crowd.history drop column edits;
            alter table crowd.jobs drop column may_fail; alter table crowd.history drop column may_fail;
            drop table crowd.queue_limits, crowd.queue_running, crowd.queue_starts; drop function crowd.lock_limits();
            drop table crowd.key_starts; alter table crowd.slots drop column is_rate;
            drop index crowd.jobs_line; drop table crowd.tenants, crowd.fair_lanes; drop function crowd.join_lines;
            drop table crowd.pauses; create table crowd.paused_queues (name text primary key); insert into crowd.paused_queues values ('render');
            update crowd.meta set value = '{BeforePauses}' where name = 'schema_version'
            """);
        (await Should.ThrowAsync<StoreUnusableException>(() => stores[0].Schema.CheckAsync(Cancel))).Message
            .ShouldEndWith($"has schema version {BeforePauses}, this program needs {version}; bring it up with 'longhaul migrate'");
        await Task.WhenAll(stores.Select(store => store.Schema.MigrateAsync(Cancel)));
        var pause = (await stores[0].Queries.ListPausesAsync(Cancel)).ShouldHaveSingleItem();
        (pause.Target, pause.Actor, pause.Reason).ShouldBe((PauseTarget.Queue("render"), "ann", null));
        var audit = await AuditVerifier.VerifyAsync(stores[0].Audit, null, Cancel);
        (audit.Entries, audit.Problem).ShouldBe((1, null));
        foreach (var store in stores)
        {
            (await store.Schema.CheckAsync(Cancel)).SchemaVersion.ShouldBe(version);
            await store.DisposeAsync();
        }

        (await fixture.AskAsync<long>("select count(*) from crowd.schedules")).ShouldBe(0);
        (await fixture.AskAsync<long>("select crowd.enqueue('work')")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_store_that_a_newer_program_has_added_to_serves_this_one_whole()
    {
        var (store, schema) = await fixture.MakeAsync();
        var version = (await store.Schema.CheckAsync(Cancel)).SchemaVersion;
        var worker = await TestWorker.RegisterAsync(store);
        var before = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;

        await AddToAsync(schema, version + 1, version);
        (await store.Schema.CheckAsync(Cancel)).SchemaVersion.ShouldBe(version + 1);
        (await worker.RunAsync()).ShouldBe(before);
        await WholeRound.RunAsync(store, worker);

        await using var other = fixture.Open(schema);
        await other.Schema.MigrateAsync(Cancel);
        (await other.Schema.CheckAsync(Cancel)).SchemaVersion.ShouldBe(version + 1);
        await WholeRound.RunAsync(other, await TestWorker.RegisterAsync(other));
        (await other.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel)).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_store_that_a_newer_program_has_changed_otherwise_is_left_to_it(int added)
    {
        var (store, schema) = await fixture.MakeAsync();
        var version = (await store.Schema.CheckAsync(Cancel)).SchemaVersion;
        await fixture.DoAsync(added == 1
            ? Versions(schema, version + 2, version + 1)
            : $"update {schema}.meta set value = '{version + 1}' where name = 'schema_version'; delete from {schema}.meta where name = 'least_program'");
        foreach (var call in (Func<CancellationToken, Task>[])[store.Schema.MigrateAsync, store.Schema.CheckAsync])
        {
            var refused = await Should.ThrowAsync<StoreUnusableException>(() => call(Cancel));
            refused.NeedsNewerProgram.ShouldBeTrue();
            refused.Message.ShouldEndWith(
                $"has schema version {version + 1 + added}, which needs a program that knows {version + 1} or later; this one knows {version}: use a newer program");
        }

        await store.DisposeAsync();
    }

    /// <summary>What only adds: a column to every table, an index, a table.</summary>
    private async Task AddToAsync(string schema, int version, int least)
    {
        var tables = await fixture.ListAsync<string>(
            $"select relname::text from pg_class where relnamespace = '{schema}'::regnamespace and relkind in ('r', 'p') and not relispartition");
        var columns = tables.Select(table => $"alter table {schema}.{table} add column added text");
        await fixture.DoAsync(string.Join(";", [.. columns, $"create index on {schema}.jobs (tenant)", $"create table {schema}.added (n int)", Versions(schema, version, least)]));
    }

    private static string Versions(string schema, int version, int least) =>
        $"update {schema}.meta set value = case name when 'schema_version' then '{version}' else '{least}' end where name in ('schema_version', 'least_program')";
}
