using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.TestServers;

namespace Longhaul.PostgreSql.Tests;

/// <summary>A pooler in transaction mode of which the URL says nothing, on a port by which it is not known.</summary>
public sealed class UndeclaredPoolerTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Clients = 12;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_it_breaks_is_told_with_its_remedy()
    {
        using var pooler = PgBouncerServer.Start(fixture.Server);
        await using (var declared = PostgreSqlJobStore.Open(PostgreSqlAddress.Parse(pooler.Url)))
        {
            await declared.Schema.MigrateAsync(Cancel);
            await CallAsync(declared);
        }

        var address = PostgreSqlAddress.Parse(pooler.UndeclaredUrl);
        await using var store = PostgreSqlJobStore.Open(address);
        var refused = await Should.ThrowAsync<StoreUnusableException>(async () =>
        {
            while (true)
            {
                await CallAsync(store);
            }
        });
        refused.Message.ShouldStartWith($"the store {address} gives each transaction another session (prepared statement ");
        refused.Message.ShouldContain("add ?pgbouncer=true to its URL");
    }

    // More at once than the pooler has sessions, so that a statement meets one that knows it by another's name, or not at all.
    private static Task CallAsync(PostgreSqlJobStore store) => Task.WhenAll(Enumerable.Range(0, Clients).Select(async n =>
    {
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
        await store.Queries.GetAsync(n, Cancel);
        await store.Queries.ListQueuesAsync(Cancel);
    }));
}
