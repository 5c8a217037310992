using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>The roles of deploy/postgresql/roles.sql: each can do what it is for, and no more.</summary>
public sealed class RoleTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const string Schema = "Roles of three";
    private const string Quoted = "\"" + Schema + "\"";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_migrates_one_works_one_reads_and_one_adds_jobs()
    {
        await RunScriptAsync();
        await RunScriptAsync();
        await using (var owner = Open("longhaul_migrate"))
        {
            await owner.Schema.MigrateAsync(Cancel);
        }

        await RunScriptAsync();
        await using var store = Open("longhaul_work");
        var worker = await TestWorker.RegisterAsync(store);
        foreach (var outcome in (Outcome[])[Outcome.Completed(), Outcome.Failed("x", "y")])
        {
            var id = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;
            (await worker.RunAsync(outcome)).ShouldBe(id);
        }

        await AWorkersDaysComeAndGoAsync(store);
        await AReaderOnlyReadsAsync();
        await AWorkerChangesNoTableAsync();
        await ACallerOnlyAddsAsync(store, worker);
        (await PostgreSqlExamination.RunAsync(Address("longhaul_work"), Cancel)).MayMakeDays.ShouldBeTrue();
        (await PostgreSqlExamination.RunAsync(Address("longhaul_read"), Cancel)).MayMakeDays.ShouldBeFalse();
    }

    [Fact]
    public async Task A_store_that_is_there_already_changes_hands()
    {
        var (made, schema) = await fixture.MakeAsync();
        await made.DisposeAsync();
        await RunScriptAsync(schema);
        (await fixture.AskAsync<long>(
            $"select count(*) from pg_class c where c.relnamespace = '{schema}'::regnamespace and c.relkind in ('r', 'p', 'S') and c.relowner <> 'longhaul_migrate'::regrole")).ShouldBe(0);
        await using var owner = PostgreSqlJobStore.Open(Address("longhaul_migrate", schema), new StoreOptions());
        await owner.Schema.MigrateAsync(Cancel);
        await using var store = PostgreSqlJobStore.Open(Address("longhaul_work", schema), new StoreOptions());
        var id = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;
        (await (await TestWorker.RegisterAsync(store)).RunAsync()).ShouldBe(id);
        await store.Upkeep.MaintainAsync(Cancel);
    }

    [Fact]
    public async Task Who_might_only_look_before_the_migration_cannot_add_jobs_after_it()
    {
        var (store, schema) = await fixture.MakeAsync();
        await fixture.DoAsync($"""
            create role looker login; create role caller login; grant usage on schema {schema} to looker, caller;
            grant select on all tables in schema {schema} to looker; grant insert on {schema}.jobs to caller;
            {StoreFixture.WithoutTurns(schema)}; drop function {schema}.drop_part; update {schema}.meta set value = '19' where name = 'schema_version';
            do $$ begin execute (select format('grant execute on function %s to public', oid::regprocedure) from pg_proc where proname = 'enqueue' and pronamespace = '{schema}'::regnamespace); end $$
            """);
        await store.Schema.MigrateAsync(Cancel);
        await using var source = NpgsqlDataSource.Create(Address("caller", schema).ConnectionString);
        await using var enqueue = source.CreateCommand($"select {schema}.enqueue('work')");
        ((long)(await enqueue.ExecuteScalarAsync(Cancel))!).ShouldBeGreaterThan(0);
        await ForbiddenAsync("looker", $"select {schema}.enqueue('work')");
        await store.DisposeAsync();
    }

    [Fact]
    public async Task What_acts_for_the_owner_drops_only_days()
    {
        var (store, schema) = await fixture.MakeAsync();
        foreach (var (parent, part) in ((string, string)[])[("history", "jobs"), ("jobs", "jobs_20250101"), ("history", "attempts_20250101"), ("history", "history_20250101; --")])
        {
            (await Should.ThrowAsync<PostgresException>(() => fixture.DoAsync($"select {schema}.drop_part('{parent}', '{part}')")))
                .MessageText.ShouldContain("no partition of days or months");
        }

        await store.DisposeAsync();
    }

    /// <summary>A reader holds a day for a while; it goes when he has left, and tomorrow's day is there.</summary>
    private async Task AWorkersDaysComeAndGoAsync(PostgreSqlJobStore store)
    {
        var old = await fixture.AskAsync<string>("select to_char(current_date - 10, 'YYYYMMDD')");
        await fixture.DoAsync($"select {Quoted}.make_day(current_date - 10)");
        await using (var reader = await fixture.Source.OpenConnectionAsync(Cancel))
        await using (var reading = await reader.BeginTransactionAsync(Cancel))
        {
            await using var read = new NpgsqlCommand($"select count(*) from {Quoted}.history", reader, reading);
            await read.ExecuteScalarAsync(Cancel);
            await store.Upkeep.PruneAsync(TimeSpan.FromDays(3), 1_000, Cancel);
            (await PartsAsync(old)).ShouldBeGreaterThan(0);
        }

        await fixture.DoAsync($"update {Quoted}.days set leaving_since = null; delete from {Quoted}.days where day > current_date + 1");
        await store.Upkeep.PruneAsync(TimeSpan.FromDays(3), 1_000, Cancel);
        await store.Upkeep.MaintainAsync(Cancel);
        (await PartsAsync(old)).ShouldBe(0);
        (await fixture.AskAsync<long>($"select count(*) from {Quoted}.days where day > current_date + 1")).ShouldBeGreaterThan(0);
    }

    private async Task AReaderOnlyReadsAsync()
    {
        await using var store = Open("longhaul_read");
        (await store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).Count.ShouldBe(2);
        await Should.ThrowAsync<Exception>(() => store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel));
    }

    private Task AWorkerChangesNoTableAsync() => ForbiddenAsync(
        "longhaul_work", $"create table {Quoted}.mine (a integer)", $"drop table {Quoted}.jobs", $"alter table {Quoted}.jobs add column a integer");

    private async Task ACallerOnlyAddsAsync(PostgreSqlJobStore store, TestWorker worker)
    {
        await using var source = NpgsqlDataSource.Create(Address("longhaul_enqueue").ConnectionString);
        await using var enqueue = source.CreateCommand(
            $"select {Quoted}.enqueue('work', '{{\"a\": 1}}', unique_key => 'u', slot_key => 's', run_in => interval '0 s', tenant => 'acme')");
        var id = (long)(await enqueue.ExecuteScalarAsync(Cancel))!;
        await store.Upkeep.AdmitAsync(Cancel);
        (await worker.RunAsync()).ShouldBe(id);
        await ForbiddenAsync("longhaul_enqueue", $"select * from {Quoted}.jobs", $"select {Quoted}.make_day(current_date)");
        await ForbiddenAsync("longhaul_read", $"select {Quoted}.enqueue('work')");
    }

    private async Task ForbiddenAsync(string role, params string[] statements)
    {
        await using var source = NpgsqlDataSource.Create(Address(role).ConnectionString);
        foreach (var statement in statements)
        {
            await using var command = source.CreateCommand(statement);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
        }
    }

    private Task<long> PartsAsync(string day) => fixture.AskAsync<long>(
        $"select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = '{Schema}' and c.relname like '%\\_{day}'");

    private PostgreSqlJobStore Open(string role) => PostgreSqlJobStore.Open(Address(role), new StoreOptions());

    private PostgreSqlAddress Address(string role, string schema = Schema) => PostgreSqlAddress.FromConnectionString(
        new NpgsqlConnectionStringBuilder(fixture.Server.ConnectionString) { Username = role }.ConnectionString, schema);

    private async Task RunScriptAsync(string schema = Schema)
    {
        var server = new NpgsqlConnectionStringBuilder(fixture.Server.ConnectionString);
        var start = new ProcessStartInfo("psql")
        {
            ArgumentList = { "-X", "-v", "ON_ERROR_STOP=1", "-v", $"schema={schema}", "-f", Path.Join(Checkout.Root, "deploy", "postgresql", "roles.sql") },
            Environment = { ["PGHOST"] = server.Host, ["PGPORT"] = $"{server.Port}", ["PGUSER"] = server.Username, ["PGDATABASE"] = server.Database },
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var psql = Process.Start(start)!;
        var errors = psql.StandardError.ReadToEndAsync(Cancel);
        await psql.StandardOutput.ReadToEndAsync(Cancel);
        await psql.WaitForExitAsync(Cancel);
        psql.ExitCode.ShouldBe(0, await errors);
    }
}
