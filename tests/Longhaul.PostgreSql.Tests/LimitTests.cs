using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Claims from queues with limits, and who waits for whom.</summary>
public sealed class LimitTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_from_several_queues_does_not_wait_for_the_one_from_which_somebody_claims()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await RegisterAsync(store);
        await store.Limits.SetAsync(new QueueLimit("default", 5), "ann", Cancel);
        var ids = await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }, new NewJob { Kind = "work", Queue = "render" }], Cancel);
        await using (await HoldAsync($"select 1 from {schema}.queue_limits for no key update"))
        {
            var reply = await ClaimAsync(store, worker, 1, "default", "render");
            (reply.Jobs.ShouldHaveSingleItem().Id, reply.AgainIn).ShouldBe((ids[1].Id, TimeSpan.FromMilliseconds(50)));
        }

        (await ClaimAsync(store, worker, 2, "default", "render")).Jobs.ShouldHaveSingleItem().Id.ShouldBe(ids[0].Id);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_claim_that_was_under_way_when_its_queue_was_given_a_limit_counts()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await RegisterAsync(store);
        var id = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }, new NewJob { Kind = "work" }], Cancel))[0].Id;
        Task setting;
        await using (var claim = await HoldAsync(
            $"""
            with taken as (
                update {schema}.jobs set state = 3, attempt = 1, instance = '{worker}', claim = 9
                where id = {id} and not exists (select 1 from {schema}.queue_limits) returning id)
            insert into {schema}.claims (instance, claim, job_ids) select '{worker}', 9, array_agg(id) from taken
            """))
        {
            setting = store.Limits.SetAsync(new QueueLimit("default", 1), "ann", Cancel);
            await fixture.UntilAnyAsync($"select count(*) from pg_locks where not granted and relation = '{schema}.queue_limits'::regclass", Cancel);
            await claim.CommitAsync(Cancel);
        }

        await setting;
        (await ClaimAsync(store, worker, 1, "default")).Jobs.ShouldBeEmpty();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Who_reads_the_table_for_long_holds_up_no_limit()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using (await HoldAsync($"select 1 from {schema}.queue_limits"))
        {
            (await store.Limits.SetAsync(new QueueLimit("default", 1), "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task What_counts_for_a_limit_does_not_pile_up()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await RegisterAsync(store);
        await store.Limits.SetAsync(new QueueLimit("default", 3, new Rate(10_000, TimeSpan.FromMilliseconds(100))), "ann", Cancel);
        for (var claim = 1; claim <= 30; claim++)
        {
            await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }, new NewJob { Kind = "work" }], Cancel);
            var jobs = (await ClaimAsync(store, worker, claim, "default")).Jobs;
            jobs.Count.ShouldBe(2);
            await store.Outcomes.FinishAsync([.. jobs.Select(job => new Finish(job.Running!.Value, Outcome.Completed()))], Cancel);
        }

        (await fixture.AskAsync<long>($"select count(*) from {schema}.queue_running")).ShouldBe(2, "the next claim removes them");
        await store.DisposeAsync();
    }

    private static async Task<Guid> RegisterAsync(PostgreSqlJobStore store)
    {
        var instance = Guid.NewGuid();
        await store.Workers.RegisterAsync(
            new WorkerRegistration { Instance = instance, Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "p", 1, 1) }, Cancel);
        return instance;
    }

    private static Task<ClaimReply> ClaimAsync(PostgreSqlJobStore store, Guid worker, long claim, params string[] queues) => store.Claims.ClaimAsync(
        new ClaimRequest { Token = new AttemptToken(worker, claim), Lanes = [.. queues.Select(queue => new ClaimLane(queue, 10))], Limit = 10 }, Cancel);

    /// <summary>A transaction that has run a statement and is open.</summary>
    private async Task<NpgsqlTransaction> HoldAsync(string sql)
    {
        var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(Cancel);
        return transaction;
    }
}
