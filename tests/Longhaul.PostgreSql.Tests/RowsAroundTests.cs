using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Rows beside jobs that upkeep removes, and days that it makes.</summary>
public sealed class RowsAroundTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_is_taken_while_it_is_being_forgotten_stays()
    {
        var (store, schema) = await fixture.MakeAsync();
        var unique = new NewJob { Kind = "work", UniqueKeys = [UniqueKey.WhileUnfinished("k")] };
        await store.Intake.EnqueueAsync([unique], Cancel);
        await (await TestWorker.RegisterAsync(store)).RunAsync();

        // What another process does in the midst of its enqueue: the key's row is locked, and means a new job once that commits.
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var held = (await store.IntakeIn(transaction).EnqueueAsync([unique], Cancel))[0].Id;
        var pruning = store.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        await transaction.CommitAsync(Cancel);
        await pruning;

        (await store.Intake.EnqueueAsync([unique], Cancel))[0].ShouldBe(new Enqueued(held, true));
        await (await TestWorker.RegisterAsync(store)).RunAsync();
        await store.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.unique_keys")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_slot_key_is_forgotten_once_no_job_uses_it()
    {
        var (store, schema) = await fixture.MakeAsync();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work", Slots = [new SlotKey("k", 1)] }], Cancel);
        await store.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.slot_keys")).ShouldBe(1);

        await (await TestWorker.RegisterAsync(store)).RunAsync();
        await store.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.slot_keys")).ShouldBe(0);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task An_end_on_a_day_that_has_no_partition_makes_one()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        foreach (var outcome in (Outcome[])[Outcome.Completed(), Outcome.Failed("x", "y")])
        {
            await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
            var job = (await worker.ClaimAsync()).ShouldHaveSingleItem();
            foreach (var part in await fixture.ListAsync<string>(
                $"select inhrelid::regclass::text from pg_inherits where inhparent in ('{schema}.history'::regclass, '{schema}.attempts'::regclass, '{schema}.logs'::regclass)"))
            {
                await fixture.DoAsync($"drop table {part}");
            }

            await fixture.DoAsync($"delete from {schema}.days");
            await worker.EndAsync(job, outcome);
            (await fixture.AskAsync<long>($"select count(*) from {schema}.days")).ShouldBeGreaterThan(0);
            (await store.Queries.GetAsync(job.Id, Cancel)).ShouldNotBeNull().State.IsOver().ShouldBeTrue();
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task The_row_of_a_claim_that_was_asked_twice_stays_while_the_worker_lives()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }, new NewJob { Kind = "work" }], Cancel);
        var first = await worker.ClaimAsync(limit: 1);
        (await worker.ClaimAgainAsync()).Select(job => job.Id).ShouldBe(first.Select(job => job.Id));
        await worker.EndAsync(first[0]);
        await worker.RunAsync();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
        await worker.RunAsync();

        (await fixture.ListAsync<long>($"select claim from {schema}.claims order by claim")).ShouldBe([1, 3]);
        await store.DisposeAsync();
    }
}
