using System.Data;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Enqueuing in a transaction of the caller's.</summary>
public sealed class TransactionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_there_once_the_caller_commits_and_not_before()
    {
        var (store, _) = await fixture.MakeAsync();
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var added = await store.IntakeIn(transaction).EnqueueAsync(Run(), Cancel);
        (await store.Queries.GetAsync(added[0].Id, Cancel)).ShouldBeNull();
        await transaction.CommitAsync(Cancel);
        (await store.Queries.ListTreeAsync(added[0].Id, Cancel)).Select(job => job.State)
            .ShouldBe([JobState.Blocked, JobState.Ready, JobState.Blocked]);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_rollback_leaves_nothing_and_a_refused_call_leaves_the_callers_own_work()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await store.IntakeIn(transaction).EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
            await transaction.RollbackAsync(Cancel);
        }

        (await store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).ShouldBeEmpty();
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await using var own = new NpgsqlCommand($"create table {schema}.mine as select 1 as n", connection, transaction);
            await own.ExecuteNonQueryAsync(Cancel);
            var elsewhere = new NewJob { Kind = "work", DependsOn = [new Dependency(JobRef.To(1))] };
            (await Should.ThrowAsync<RefusedException>(() => store.IntakeIn(transaction).EnqueueAsync([elsewhere], Cancel)))
                .Message.ShouldContain("the same call");
            await transaction.CommitAsync(Cancel);
        }

        (await fixture.AskAsync<int>($"select n from {schema}.mine")).ShouldBe(1);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task An_open_transaction_holds_up_no_end_of_a_job_with_the_same_slot_key_and_is_settled_after_its_commit()
    {
        var (store, _) = await fixture.MakeAsync();
        var keyed = new NewJob { Kind = "deploy", Slots = [new SlotKey("production", 1)] };
        await store.Intake.EnqueueAsync([keyed], Cancel);
        var worker = await RegisterAsync(store);
        var first = await ClaimAsync(store, worker, 1);
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var second = (await store.IntakeIn(transaction).EnqueueAsync([keyed], Cancel))[0].Id;
        (await store.Outcomes.FinishAsync([new Finish(first.Running!.Value, Outcome.Completed())], Cancel).WaitAsync(Long, Cancel))
            .ShouldBe([FinishReply.Accepted]);
        await ListenAsync(store);
        await transaction.CommitAsync(Cancel);
        await UntilAsync(store, second, JobState.Ready);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task In_the_callers_transaction_a_job_can_only_wait_at_the_limit_of_its_key()
    {
        var (store, _) = await fixture.MakeAsync();
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var job = new NewJob { Kind = "work", Slots = [new SlotKey("k", 1, AtLimit.Drop)] };
        (await Should.ThrowAsync<RefusedException>(() => store.IntakeIn(transaction).EnqueueAsync([job], Cancel))).Message.ShouldContain("can only wait");
        var rated = job with { Slots = [SlotKey.ForRate("r", new Rate(1, TimeSpan.FromMinutes(1)))] };
        var ids = (await store.IntakeIn(transaction).EnqueueAsync([rated, rated], Cancel)).Select(reply => reply.Id).ToList();
        await transaction.CommitAsync(Cancel);
        await store.Upkeep.AdmitAsync(Cancel);
        (await (await TestWorker.RegisterAsync(store)).RunAsync()).ShouldBe(ids[0]);
        (await store.Queries.GetAsync(ids[1], Cancel))!.State.ShouldBe(JobState.Blocked);
    }

    [Fact]
    public async Task In_the_callers_transaction_a_unique_key_skips_and_replaces_nothing()
    {
        var (store, _) = await fixture.MakeAsync();
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var job = new NewJob { Kind = "work", UniqueKeys = [UniqueKey.WhileUnfinished("k")] };
        var added = await store.IntakeIn(transaction).EnqueueAsync([job, job], Cancel);
        added.ShouldBe([new Enqueued(added[0].Id, false), new Enqueued(added[0].Id, true)]);
        var replacing = job with { UniqueKeys = [UniqueKey.WhileUnfinished("k") with { OnConflict = UniqueConflict.Replace }] };
        (await Should.ThrowAsync<RefusedException>(() => store.IntakeIn(transaction).EnqueueAsync([replacing], Cancel))).Message.ShouldContain("only skip");
        await transaction.CommitAsync(Cancel);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Ef_cores_transaction_will_do()
    {
        var (store, _) = await fixture.MakeAsync();
        await using var context = new DbContext(new DbContextOptionsBuilder().UseNpgsql(fixture.Server.ConnectionString).Options);
        await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
        var added = await store.IntakeIn((NpgsqlTransaction)transaction.GetDbTransaction()).EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
        (await store.Queries.GetAsync(added[0].Id, Cancel)).ShouldBeNull();
        await transaction.CommitAsync(Cancel);
        (await store.Queries.GetAsync(added[0].Id, Cancel)).ShouldNotBeNull().State.ShouldBe(JobState.Ready);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task The_sql_function_takes_all_that_a_job_can_have()
    {
        var (store, schema) = await fixture.MakeAsync();
        var id = await fixture.AskAsync<long>(
            $"select {schema}.enqueue('mail', '{{\"to\": \"ann\"}}', queue => 'render', priority => 7, tenant => 'acme', keep_history => false)");
        var job = (await store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull();
        (job.Kind, job.Input, job.Queue, job.Priority, job.Tenant, job.KeepHistory, job.State, job.Position)
            .ShouldBe(("mail", "{\"to\": \"ann\"}", "render", 7, "acme", false, JobState.Ready, id));
        var late = await fixture.AskAsync<long>($"select {schema}.enqueue('mail', run_in => '1 hour', slot_key => 'k')");
        (await store.Queries.GetAsync(late, Cancel)).ShouldNotBeNull().State.ShouldBe(JobState.Scheduled);
        var first = await fixture.AskAsync<long>($"select {schema}.enqueue('mail', unique_key => 'once')");
        (await fixture.AskAsync<long>($"select {schema}.enqueue('mail', unique_key => 'once')")).ShouldBe(first);
        await store.Control.CancelAsync(first, "ann", cancel: Cancel);
        (await fixture.AskAsync<long>($"select {schema}.enqueue('mail', unique_key => 'once')")).ShouldBeGreaterThan(first);
        await ListenAsync(store);
        var keyed = await fixture.AskAsync<long>($"select {schema}.enqueue('deploy', slot_key => 'production', slot_limit => 2)");
        await UntilAsync(store, keyed, JobState.Ready);
        (await store.Queries.GetAsync(keyed, Cancel)).ShouldNotBeNull().Slots.ShouldBe([new SlotKey("production", 2)]);
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData("''", "kind has 1 to 200")]
    [InlineData("'mail', priority => 10", "a priority is 0 to 9, not 10")]
    [InlineData("'mail', queue => ''", "a queue's name")]
    [InlineData("'mail', slot_key => 'k', slot_limit => 0", "1 or more, not 0")]
    [InlineData("'mail', '[1]'", "the input is a JSON object such as {\"name\": \"value\"}, not [1]")]
    [InlineData("'mail', 'null'", "not null")]
    [InlineData("'mail', (repeat('{\"a\":', 65) || '1' || repeat('}', 65))::jsonb", "nested more than 64 deep")]
    [InlineData("'mail', jsonb_build_object('a', repeat('x', 10485760))", "the input has 10485769 bytes")]
    [InlineData("'mail', tenant => repeat('x', 201)", "a tenant has at most 200 characters, this one 201")]
    [InlineData("E'ma\\nil'", "no control characters")]
    [InlineData("'mail', run_at => '20000-01-01'", "due by the year 9999")]
    [InlineData("'mail', run_at => 'infinity'", "due by the year 9999")]
    public async Task The_sql_function_refuses_what_no_job_can_have(string arguments, string complaint)
    {
        var (store, schema) = await fixture.MakeAsync();
        (await Should.ThrowAsync<PostgresException>(() => fixture.AskAsync<long>($"select {schema}.enqueue({arguments})")))
            .MessageText.ShouldContain(complaint);
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task A_unique_key_is_refused_where_the_transaction_may_not_see_who_holds_it(IsolationLevel level)
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using (var transaction = await connection.BeginTransactionAsync(level, Cancel))
        {
            var unique = new NewJob { Kind = "mail", UniqueKeys = [new UniqueKey("once", UniqueScope.Unfinished)] };
            (await Should.ThrowAsync<RefusedException>(() => store.IntakeIn(transaction).EnqueueAsync([unique], Cancel))).Message.ShouldContain("read committed");
            (await store.IntakeIn(transaction).EnqueueAsync([unique with { UniqueKeys = [] }], Cancel)).Count.ShouldBe(1);
            await using var call = new NpgsqlCommand($"select {schema}.enqueue('mail', unique_key => 'once')", connection, transaction);
            (await Should.ThrowAsync<PostgresException>(() => call.ExecuteScalarAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.FeatureNotSupported);
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task The_sql_function_takes_the_deepest_and_largest_input_that_a_job_can_have()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        foreach (var input in (string[])["(repeat('{\"a\":', 64) || '1' || repeat('}', 64))::jsonb", "jsonb_build_object('a', repeat('x', 10485751))"])
        {
            var id = await fixture.AskAsync<long>($"select {schema}.enqueue('mail', {input}, keep_history => null)");
            (await worker.RunAsync()).ShouldBe(id);
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task Fifty_callers_of_the_function_with_one_unique_key_get_one_job()
    {
        var (store, schema) = await fixture.MakeAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => fixture.AskAsync<long>($"select {schema}.enqueue('mail', unique_key => 'once')")));
        ids.Distinct().Count().ShouldBe(1);
        (await store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).Count.ShouldBe(1);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_job_that_is_added_in_a_callers_transaction_waits_for_its_key_where_its_tenant_has_its_turn()
    {
        var (store, schema) = await fixture.MakeAsync();
        var keyed = new NewJob { Kind = "work", Tenant = "a", Slots = [new SlotKey("ü key", 1)] };
        await store.Intake.EnqueueAsync([.. Enumerable.Repeat(keyed, 4)], Cancel);
        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var added = await store.IntakeIn(transaction).EnqueueAsync([keyed with { Tenant = "b" }, keyed], Cancel);
        await transaction.CommitAsync(Cancel);
        var bySql = await fixture.AskAsync<long>($"select {schema}.enqueue('work', tenant => 'b', slot_key => 'ü key')");
        var nobodys = await fixture.AskAsync<long>($"select {schema}.enqueue('work', slot_key => 'ü key')");
        long[] ids = [added[0].Id, added[1].Id, bySql, nobodys];
        var tags = new List<long>();
        foreach (var id in ids)
        {
            tags.Add((await store.Queries.GetAsync(id, Cancel))!.Tag);
        }

        tags.ShouldBe([1_000_000, 4_000_000, 2_000_000, 1_000_000]);
        (await fixture.AskAsync<long>($"select count(distinct key_set) from {schema}.slots where not held and key_set <> 0")).ShouldBe(1, "whoever wrote them");
        await store.DisposeAsync();
    }

    private static NewJob[] Run() =>
    [
        new() { Kind = "flow", IsContainer = true },
        new() { Kind = "a", Parent = JobRef.InCall(0) },
        new() { Kind = "b", Parent = JobRef.InCall(0), DependsOn = [new Dependency(JobRef.InCall(1))] },
    ];

    private static async Task<Guid> RegisterAsync(PostgreSqlJobStore store)
    {
        var instance = Guid.NewGuid();
        var process = new WorkerProcess("h", "b", "p", 1, 1);
        await store.Workers.RegisterAsync(new WorkerRegistration { Instance = instance, Label = "w", Version = "1", Process = process }, Cancel);
        return instance;
    }

    private static async Task<JobRecord> ClaimAsync(PostgreSqlJobStore store, Guid worker, long claim) => (await store.Claims.ClaimAsync(
        new ClaimRequest { Token = new AttemptToken(worker, claim), Lanes = [new ClaimLane("default", 5)], Limit = 5 }, Cancel)).Jobs.ShouldHaveSingleItem();

    /// <summary>The first thing that a listener tells is that it listens.</summary>
    private static async Task ListenAsync(PostgreSqlJobStore store) => await store.Signals.WaitForChangeAsync(store.Signals.Version, Long, Cancel);

    private static async Task UntilAsync(PostgreSqlJobStore store, long job, JobState state)
    {
        for (var seen = store.Signals.Version; (await store.Queries.GetAsync(job, Cancel))?.State != state; seen = store.Signals.Version)
        {
            await store.Signals.WaitForChangeAsync(seen, TimeSpan.FromMilliseconds(100), Cancel);
        }
    }
}
