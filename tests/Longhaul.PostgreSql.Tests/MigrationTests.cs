using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Migrations beside others who have the tables in use.</summary>
public sealed class MigrationTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    /// <summary>The next migration after this version alters the table of jobs.</summary>
    private const int BeforeEdits = 16;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beside_an_open_transaction_a_migration_waits_and_nobody_else_does()
    {
        var (store, schema) = await fixture.MakeAsync();
        await AgeAsync(schema);
        Task migrating;
        await using (var holder = await HoldAsync(schema))
        {
            await using var other = fixture.Open(schema);
            migrating = other.Schema.MigrateAsync(Cancel);
            await fixture.UntilAnyAsync($"select count(*) from pg_locks where not granted and relation = '{schema}.jobs'::regclass", Cancel);

            // It stands in line for the table: whoever comes now gets in once it has gone back.
            (await fixture.AskAsync<long>($"select count(*) from {schema}.jobs").WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Cancel)).ShouldBe(0);
            (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Cancel)).Count.ShouldBe(1);
            migrating.IsCompleted.ShouldBeFalse();
            await holder.Transaction.RollbackAsync(Cancel);

            await migrating;
        }

        (await fixture.AskAsync<long>($"select count(*) from information_schema.columns where table_schema = '{schema}' and table_name = 'jobs' and column_name = 'edits'")).ShouldBe(1);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_migration_that_does_not_get_through_says_who_is_in_its_way()
    {
        var (store, schema) = await fixture.MakeAsync();
        await AgeAsync(schema);
        var address = PostgreSqlAddress.FromConnectionString(fixture.Server.ConnectionString, schema);
        await using var connections = new Connections(address, address.ConnectionString);
        using var runner = new Runner(connections, new SqlText(schema), new StoreOptions());
        await using var holder = await HoldAsync(schema);

        var said = await Should.ThrowAsync<StoreUnavailableException>(() => new Migration(runner, address, TimeSpan.Zero).RunAsync(Cancel));

        said.Message.ShouldContain($"is not migrated yet: forgotten (pid {holder.Connection.ProcessID}, user postgres, idle in transaction, transaction open for ");
        said.Message.ShouldEndWith(" s) holds its tables; end that transaction, or wait for it, and try again");
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_statement_of_a_migration_may_take_longer_than_a_call()
    {
        var address = PostgreSqlAddress.FromConnectionString(fixture.Server.ConnectionString + ";Options=-c statement_timeout=1000");
        await using var connections = new Connections(address, new NpgsqlConnectionStringBuilder(address.ConnectionString) { CommandTimeout = 2 }.ConnectionString);
        using var runner = new Runner(connections, new SqlText("slow"), new StoreOptions());
        await fixture.DoAsync("create schema slow; create function slow.hold() returns event_trigger language plpgsql as $$ begin perform pg_sleep(3); end $$; create event trigger slow_hold on ddl_command_end when tag in ('CREATE SEQUENCE') execute function slow.hold()");
        try
        {
            await new Migration(runner, PostgreSqlAddress.FromConnectionString(fixture.Server.ConnectionString, "slow"), TimeSpan.Zero).RunAsync(Cancel);
        }
        finally
        {
            await fixture.DoAsync("drop event trigger slow_hold");
        }
    }

    [Theory]
    [InlineData("create table {0}.meta (name text primary key, value text)", "its table meta has no row schema_version")]
    [InlineData("create table {0}.meta (name text primary key, value text); insert into {0}.meta values ('schema_version', 'abc')", "its table meta says 'abc' for schema_version")]
    [InlineData("create table {0}.meta (id int primary key, content text)", "its table meta: column \"value\" does not exist")]
    [InlineData("create table {0}.jobs (id int)", "relation \"jobs\" already exists")]
    public async Task A_schema_with_another_programs_tables_is_refused_in_a_line(string tables, string why)
    {
        var schema = "foreign" + Math.Abs(tables.GetHashCode(StringComparison.Ordinal));
        await fixture.DoAsync($"create schema {schema}; " + tables.Replace("{0}", schema));
        await using var store = fixture.Open(schema);
        var said = await Should.ThrowAsync<StoreUnusableException>(() => store.Schema.MigrateAsync(Cancel));
        said.Message.ShouldStartWith($"the schema {schema} of the database ");
        said.Message.ShouldEndWith($"holds tables that are no store of Longhaul's, or a damaged one ({why}); name another schema (LONGHAUL_SCHEMA), or restore the store from a backup");
    }

    /// <summary>Takes back what the later migrations did.</summary>
    private Task AgeAsync(string schema) => fixture.DoAsync(
        $"""
        {StoreFixture.WithoutTurns(schema)};
        alter table {schema}.jobs drop column edits; alter table {schema}.history drop column edits;
        drop table {schema}.alerts, {schema}.notices, {schema}.alert_messages; drop function {schema}.drop_part; alter table {schema}.workers drop column memory;
        update {schema}.meta set value = '{BeforeEdits}' where name = 'schema_version'
        """);

    private async Task<Holder> HoldAsync(string schema)
    {
        var connection = new NpgsqlConnection(fixture.Server.ConnectionString + ";Application Name=forgotten;Pooling=false");
        await connection.OpenAsync(Cancel);
        var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var look = new NpgsqlCommand($"select count(*) from {schema}.jobs", connection, transaction);
        await look.ExecuteScalarAsync(Cancel);
        return new Holder(connection, transaction);
    }

    private sealed record Holder(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
