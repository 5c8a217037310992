using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Schemas with names that look odd and are allowed.</summary>
public sealed class SchemaNameTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("My Schema; --x")]
    [InlineData("a$1.b@now:c/*?")]
    [InlineData("select")]
    [InlineData("äääääääääääääääääääääääääää")]
    [InlineData("123456789_123456789_123456789_123456789_123456789_1234")]
    public async Task A_store_in_it_is_migrated_enqueued_into_and_listened_to(string schema)
    {
        await using var store = fixture.Open(schema);
        await store.Schema.MigrateAsync(Cancel);
        await using var listener = await fixture.Source.OpenConnectionAsync(Cancel);
        var told = new List<string>();
        listener.Notification += (_, note) => told.Add(note.Channel);
        await ExecuteAsync(listener, $"listen \"longhaul.{schema}\"");
        await fixture.DoAsync($"select \"{schema}\".enqueue('mail', slot_key => 'k')");
        await ExecuteAsync(listener, "select 1");
        told.ShouldBe(["longhaul." + schema]);
        await store.Intake.EnqueueAsync([new NewJob { Kind = "mail" }], Cancel);
        (await store.Upkeep.PruneAsync(TimeSpan.FromDays(1), IJobStore.MaxBatch, Cancel)).ShouldBe(0);
        (await store.Health.ExamineAsync(Cancel)).Single(fact => fact.Name == "days_ahead").Value.ShouldBe(7);
        (await fixture.AskAsync<long>($"select count(*) from \"{schema}\".jobs")).ShouldBe(2);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
