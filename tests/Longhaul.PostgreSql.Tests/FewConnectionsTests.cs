using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>A role that may have fewer connections than the pool would take.</summary>
public sealed class FewConnectionsTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_wait_for_one_of_those_that_there_are()
    {
        await fixture.DoAsync("create role few login connection limit 2; grant create on database postgres to few");
        await using var store = PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(
            new NpgsqlConnectionStringBuilder(fixture.Server.ConnectionString) { Username = "few" }.ConnectionString, "few"));
        await store.Schema.MigrateAsync(Cancel);

        // More at once than there are connections, each with one to itself.
        var calls = Enumerable.Range(0, 40).Select(async n => n % 2 == 0
            ? (await store.Intake.EnqueueAsync([new NewJob { Kind = "work", UniqueKeys = [UniqueKey.WhileUnfinished($"k{n}")] }], Cancel)).Count
            : (await store.Queries.ListQueuesAsync(Cancel)).Count);
        await Task.WhenAll(calls);

        (await fixture.AskAsync<long>("select count(*) from few.jobs")).ShouldBe(20);
        (await store.Health.ExamineAsync(Cancel)).Single(fact => fact is { Name: "connections", Subject: "refused" })
            .Concern.ShouldNotBeNull().ShouldContain("set a lower connection_limit");
    }

    [Fact]
    public async Task Where_there_is_none_at_all_it_is_said_at_once()
    {
        await fixture.DoAsync("create role nobody login connection limit 0");
        await using var store = PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(
            new NpgsqlConnectionStringBuilder(fixture.Server.ConnectionString) { Username = "nobody" }.ConnectionString, "nobody"));
        var said = await Should.ThrowAsync<StoreUnavailableException>(() => store.Schema.CheckAsync(Cancel));
        said.Message.ShouldContain("has no connection left for this process (too many connections for role \"nobody\")");
        said.Message.ShouldEndWith("or set a lower connection_limit in its URL");
    }
}
