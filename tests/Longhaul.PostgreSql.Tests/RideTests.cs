using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Calls that share a trip to the server.</summary>
public sealed class RideTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_server_refuses_of_one_call_fails_no_other()
    {
        var (store, schema) = await fixture.MakeAsync();
        await fixture.DoAsync($"alter table {schema}.jobs add constraint no_bad check (kind <> 'bad')");
        var calls = Enumerable.Range(0, 60).Select(n => TryAsync(store, n % 20 == 7 ? "bad" : "work")).ToList();

        (await Task.WhenAll(calls)).Count(stored => stored).ShouldBe(57);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.jobs")).ShouldBe(57);
        await store.DisposeAsync();
    }

    private static async Task<bool> TryAsync(PostgreSqlJobStore store, string kind)
    {
        try
        {
            await store.Intake.EnqueueAsync([new NewJob { Kind = kind }], Cancel);
            return true;
        }
        catch (PostgresException refused) when (kind == "bad" && refused.ConstraintName == "no_bad")
        {
            return false;
        }
    }
}
