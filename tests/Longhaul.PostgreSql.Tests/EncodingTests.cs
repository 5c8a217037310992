using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Databases that keep text otherwise than in UTF-8.</summary>
public sealed class EncodingTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_has_not_every_character_is_refused_before_anything_is_made_there()
    {
        var address = await MakeAsync("latin", "LATIN1");
        await using var store = PostgreSqlJobStore.Open(address);
        foreach (var call in (Func<Task>[])[() => store.Schema.MigrateAsync(Cancel), () => store.Schema.CheckAsync(Cancel)])
        {
            (await Should.ThrowAsync<StoreUnusableException>(call)).Message.ShouldBe(
                $"the database {address} keeps text as LATIN1, which has not every character; make one with encoding UTF8 (createdb -E UTF8 -T template0)");
        }

        var seen = await PostgreSqlExamination.RunAsync(address, Cancel);
        (seen.Encoding, seen.HoldsAnyText, seen.HasSchema).ShouldBe(("LATIN1", false, false));
    }

    [Fact]
    public async Task One_that_keeps_bytes_as_they_come_gives_back_every_character()
    {
        var address = await MakeAsync("ascii", "SQL_ASCII");
        await using var store = PostgreSqlJobStore.Open(address);
        await store.Schema.MigrateAsync(Cancel);
        var id = (await store.Intake.EnqueueAsync([new NewJob { Kind = "say", Input = "\"→ 漢字 😀\"" }], Cancel)).Single().Id;
        (await store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull().Input.ShouldBe("\"→ 漢字 😀\"");
        (await PostgreSqlExamination.RunAsync(address, Cancel)).HoldsAnyText.ShouldBeTrue();
    }

    private async Task<PostgreSqlAddress> MakeAsync(string database, string encoding)
    {
        await fixture.DoAsync($"create database {database} encoding '{encoding}' lc_collate 'C' lc_ctype 'C' template template0");
        return PostgreSqlAddress.FromConnectionString(new NpgsqlConnectionStringBuilder(fixture.Server.ConnectionString) { Database = database }.ConnectionString);
    }
}
