using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Tests;

/// <summary>A file that a newer program has migrated.</summary>
public sealed class OtherVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_that_a_newer_program_has_added_to_serves_this_one_whole()
    {
        await using var store = await _folder.OpenAsync();
        var version = (await store.Schema.CheckAsync(Cancel)).SchemaVersion;
        await WholeRound.RunAsync(store, await TestWorker.RegisterAsync(store));

        Add(version + 1, version);
        (await store.Schema.CheckAsync(Cancel)).SchemaVersion.ShouldBe(version + 1);
        await WholeRound.RunAsync(store, await TestWorker.RegisterAsync(store));
        await using var other = await _folder.OpenAsync();
        (await other.Schema.CheckAsync(Cancel)).SchemaVersion.ShouldBe(version + 1);
        await WholeRound.RunAsync(other, await TestWorker.RegisterAsync(other));
    }

    [Fact]
    public async Task Queues_that_an_older_program_paused_stay_paused()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await store.Audit.AppendAsync(new AuditEntry("ann", "QUEUE_PAUSED", "queue render"), Cancel);
        }

        _folder.Execute(
            "drop index longhaul_jobs_line", "drop table longhaul_tenants", "drop table longhaul_fair_lanes", "drop table longhaul_pauses",
            "create table longhaul_paused_queues (name text primary key) strict, without rowid",
            "insert into longhaul_paused_queues values ('render'), ('other')");
        Declare(4, 4);
        await using var newer = await _folder.OpenAsync();
        (await newer.Queries.ListPausesAsync(Cancel)).Select(pause => (pause.Target, pause.Actor))
            .ShouldBe([(PauseTarget.Queue("other"), ""), (PauseTarget.Queue("render"), "ann")]);
    }

    [Fact]
    public async Task A_store_that_a_newer_program_has_changed_otherwise_is_left_to_it()
    {
        await using var store = await _folder.OpenAsync();
        var version = (await store.Schema.CheckAsync(Cancel)).SchemaVersion;
        Declare(version + 2, version + 1);
        await using var other = SqliteJobStore.Open(_folder.Database);

        // Two threads read, each with its own connection, and only one of them was open when the file changed: both are asked, many times.
        Func<Task>[] calls =
        [
            () => other.Schema.MigrateAsync(Cancel), () => other.Schema.CheckAsync(Cancel),
            .. Enumerable.Repeat(() => store.Schema.CheckAsync(Cancel), 50),
        ];
        foreach (var call in calls)
        {
            var refused = await Should.ThrowAsync<StoreUnusableException>(call);
            refused.NeedsNewerProgram.ShouldBeTrue();
            refused.Message.ShouldEndWith(
                $"has schema version {version + 2}, which needs a program that knows {version + 1} or later; this one knows {version}: use a newer program");
        }
    }

    /// <summary>What only adds: a column to every table, an index, a table.</summary>
    private void Add(int version, int least)
    {
        var tables = _folder.Ask("select group_concat(name) from sqlite_master where type = 'table' and name like 'longhaul!_%' escape '!'").Split(',');
        _folder.Execute([
            .. tables.Select(table => $"alter table {table} add column added text"),
            "create index longhaul_added on longhaul_jobs (tenant)", "create table longhaul_more (n integer)",
        ]);
        Declare(version, least);
    }

    private void Declare(int version, int least) => _folder.Execute(
        $"update longhaul_meta set value = {version} where name = 'schema_version'",
        $"update longhaul_meta set value = {least} where name = 'least_program'");
}
