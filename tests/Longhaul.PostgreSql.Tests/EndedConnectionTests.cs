using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Connections of the pool that ended while nobody used them.</summary>
public sealed class EndedConnectionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_go_on_where_the_server_has_ended_the_idle_connections()
    {
        var (store, _) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        for (var round = 1; round <= 3; round++)
        {
            await EndOthersAsync();
            var id = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;
            await EndOthersAsync();
            (await worker.RunAsync()).ShouldBe(id);
            await EndOthersAsync();
            var run = await store.Intake.EnqueueAsync([new NewJob { Kind = "flow", IsContainer = true }, new NewJob { Kind = "step", Parent = JobRef.InCall(0) }], Cancel);
            await EndOthersAsync();
            (await worker.RunAsync()).ShouldBe(run[1].Id);
            (await store.Queries.ListAsync(new JobFilter(), new JobPage(100), Cancel)).Count(job => job.State == JobState.Completed).ShouldBe(3 * round);
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_that_was_long_unused_is_asked_for_a_sign_of_life()
    {
        var watch = new IdleWatch(TimeSpan.Zero);
        await using var connection = await OpenAsync();
        (await watch.IsAliveAsync(connection, Cancel)).ShouldBeTrue("a new one is not asked");
        watch.IsAlive(connection).ShouldBeTrue();
        await EndOthersAsync();
        (await watch.IsAliveAsync(connection, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_was_used_a_moment_ago_is_not_asked()
    {
        var watch = new IdleWatch(TimeSpan.FromHours(1));
        await using var connection = await OpenAsync();
        (await watch.IsAliveAsync(connection, Cancel)).ShouldBeTrue();
        await EndOthersAsync();
        watch.IsAlive(connection).ShouldBeTrue();
    }

    [Fact]
    public async Task The_settings_of_a_role_for_other_programs_change_nothing_here()
    {
        await fixture.DoAsync(
            """
            create role strict login superuser;
            alter role strict set default_transaction_isolation = 'serializable';
            alter role strict set idle_session_timeout = '100ms'
            """);
        var address = PostgreSqlAddress.FromConnectionString(fixture.Server.ConnectionString + ";Username=strict", "strict");
        await using var store = PostgreSqlJobStore.Open(address);
        await store.Schema.MigrateAsync(Cancel);
        (await fixture.ListAsync<string>("select distinct usename::text from pg_stat_activity where usename = 'strict'")).ShouldBe(["strict"]);
        await fixture.DoAsync(
            """
            create function strict.note() returns trigger language plpgsql as $$ begin perform set_config('application_name', current_setting('transaction_isolation') || ' ' || current_setting('idle_session_timeout'), false); return new; end $$;
            create trigger note before insert on strict.jobs for each row execute function strict.note()
            """);
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
        (await fixture.ListAsync<string>("select application_name from pg_stat_activity where usename = 'strict' and application_name like '% 0'")).ShouldBe(["read committed 0"]);
    }

    // By a connection that is no other's, and on the server's own word that they are gone.
    private async Task EndOthersAsync()
    {
        await using var own = await OpenAsync();
        await using var end = own.CreateCommand();
        end.CommandText = "select pg_terminate_backend(pid, 10000) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'";
        await end.ExecuteNonQueryAsync(Cancel);
        fixture.Source.Clear();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(fixture.Server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        return connection;
    }
}
