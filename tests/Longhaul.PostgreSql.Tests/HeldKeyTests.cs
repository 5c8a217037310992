using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Changes;
using Longhaul.PostgreSql.Engine;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>A unique key that a transaction of somebody's own holds for long.</summary>
public sealed class HeldKeyTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Callers = 12;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_waits_for_it_holds_up_nobody_else()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var holder = new NpgsqlConnection(fixture.Server.ConnectionString + ";Application Name=forgotten;Pooling=false");
        await holder.OpenAsync(Cancel);
        await using var transaction = await holder.BeginTransactionAsync(Cancel);
        var held = await EnqueueInAsync(holder, transaction, schema);
        var waiting = Enumerable.Range(0, Callers).Select(_ => AddAsync(store, "held")).ToList();
        await fixture.UntilAnyAsync("select count(*) from pg_locks where not granted and locktype = 'transactionid'", Cancel);

        for (var n = 0; n < 2; n++)
        {
            (await AddAsync(store, $"free{n}").WaitAsync(Soon, TimeProvider.System, Cancel)).Existed.ShouldBeFalse();
            await store.Upkeep.PromoteDueAsync(10, Cancel).WaitAsync(Soon, TimeProvider.System, Cancel);
            await store.Upkeep.RescueAsync([], 10, Cancel).WaitAsync(Soon, TimeProvider.System, Cancel);
        }

        waiting.ShouldAllBe(one => !one.IsCompleted);
        await transaction.CommitAsync(Cancel);
        (await Task.WhenAll(waiting)).ShouldAllBe(one => one.Id == held);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Whose_patience_is_over_is_told_who_holds_it()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var holder = new NpgsqlConnection(fixture.Server.ConnectionString + ";Application Name=forgotten;Pooling=false");
        await holder.OpenAsync(Cancel);
        await using var transaction = await holder.BeginTransactionAsync(Cancel);
        await EnqueueInAsync(holder, transaction, schema);
        var address = PostgreSqlAddress.FromConnectionString(fixture.Server.ConnectionString, schema);
        await using var connections = new Connections(address, address.ConnectionString);
        using var runner = new Runner(connections, new SqlText(schema), new StoreOptions());
        var job = new NewJob { Kind = "work", UniqueKeys = [UniqueKey.WhileUnfinished("held")] };

        var said = await Should.ThrowAsync<StoreUnavailableException>(() => new KeyWaits(runner).RunAsync(
            call => new IntakeChanges(new Session(call)).Enqueue([job]), areKnown: true, TimeSpan.Zero, Cancel));

        said.OnlyThisCall.ShouldBeTrue();
        said.Message.ShouldStartWith(
            $"the unique key 'unique:held' is locked by a transaction that is still open: forgotten (pid {holder.ProcessID}, user postgres, idle in transaction, transaction open for ");
        said.Message.ShouldEndWith("; let that be committed or rolled back, then try again");
        await store.DisposeAsync();
    }

    private static async Task<long> EnqueueInAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string schema)
    {
        await using var enqueue = new NpgsqlCommand($"select {schema}.enqueue('work', unique_key => 'held')", connection, transaction);
        var id = (long)(await enqueue.ExecuteScalarAsync(Cancel))!;
        await using var wait = new NpgsqlCommand("select pg_sleep(0.3)::text", connection, transaction);
        await wait.ExecuteScalarAsync(Cancel);
        return id;
    }

    private static async Task<Enqueued> AddAsync(PostgreSqlJobStore store, string key) =>
        (await store.Intake.EnqueueAsync([new NewJob { Kind = "work", UniqueKeys = [UniqueKey.WhileUnfinished(key)] }], Cancel))[0];
}
