using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.TestServers;

namespace Longhaul.PostgreSql.Tests;

/// <summary>A process that freezes in the midst of a transaction, with rows locked that others need.</summary>
public sealed class FrozenProcessTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly NewJob Keyed = new() { Kind = "work", Slots = [new SlotKey("k", 1)] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_locks_are_taken_from_it_after_ten_seconds(bool pooled)
    {
        var (store, schema) = await fixture.MakeAsync();
        using var proxy = new TcpProxy(fixture.Server.Port);
        var frozen = PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(
            $"Host=127.0.0.1;Port={proxy.Port};Username=postgres;Database=postgres", schema, pooled));
        var worker = await TestWorker.RegisterAsync(frozen);
        await store.Intake.EnqueueAsync([Keyed], Cancel);
        var job = (await worker.ClaimAsync()).ShouldHaveSingleItem();

        Task? ending = null;
        await FreezeInAsync(schema, proxy, () => ending = worker.EndAsync(job));
        await store.Intake.EnqueueAsync([Keyed], Cancel);

        (await fixture.AskAsync<long>($"select count(*) from {schema}.jobs")).ShouldBe(2);
        proxy.Cut();
        await Task.WhenAny(ending!);
        (await store.Queries.GetAsync(job.Id, Cancel)).ShouldNotBeNull().State.ShouldBeOneOf(JobState.Running, JobState.Completed);
        await frozen.DisposeAsync();
        await store.DisposeAsync();
    }

    // The call waits for a lock; while it does nothing passes any more; then it gets the lock, and what comes next never arrives.
    private async Task FreezeInAsync(string schema, TcpProxy proxy, Action call)
    {
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = $"select key from {schema}.slot_keys for update";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        call();
        await fixture.UntilAnyAsync("select count(*) from pg_stat_activity where wait_event_type = 'Lock'", Cancel);
        proxy.Swallow();
        await transaction.CommitAsync(Cancel);
    }
}
