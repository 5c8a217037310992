using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Tests;

/// <summary>An audit log that somebody changes in the database itself, and many who write it.</summary>
public sealed class AuditTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Cases { get; } = [.. AuditTampering.Cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_done_to_it_is_told(string what)
    {
        var (store, schema) = await fixture.MakeAsync();
        await AuditTampering.FillAsync(store);
        var (sql, problem) = AuditTampering.Cases[what];
        await fixture.DoAsync(string.Join(';', sql)
            .Replace("{audit}", schema + ".audit").Replace("{removed}", schema + ".audit_removed").Replace("{later}", "at + interval '1 second'"));
        (await AuditVerifier.VerifyAsync(store.Audit, null, Cancel)).Problem.ShouldNotBeNull().ShouldStartWith(problem);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Processes_that_write_at_once_and_bulk_actions_make_one_chain()
    {
        var (store, schema) = await fixture.MakeAsync();
        await using var other = fixture.Open(schema);
        var ids = (await store.Intake.EnqueueAsync([.. Enumerable.Repeat(new NewJob { Kind = "work" }, 300)], Cancel)).Select(added => added.Id).ToArray();
        await Task.WhenAll(ids.Chunk(10).Select((part, i) => (i % 2 == 0 ? store : other).Control.ApplyAsync(
            new BulkRequest { Action = BulkAction.Cancel, Actor = "ann", Ids = part }, Cancel)));
        var verdict = await AuditVerifier.VerifyAsync(store.Audit, null, Cancel);
        (verdict.Entries, verdict.Head.Id, verdict.Problem).ShouldBe((30, 30, null));
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_holds_the_log_keeps_nobody_from_work_that_is_not_audited()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work", Tenant = "t" }], Cancel);
        await using var gate = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var hold = await gate.BeginTransactionAsync(Cancel);
        await using (var command = gate.CreateCommand())
        {
            command.CommandText = $"select pg_advisory_xact_lock(hashtextextended('longhaul.audit {schema}', 0))";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var pausing = store.Control.PauseAsync(PauseTarget.Kind("other"), "ann", null, Cancel);
        await fixture.UntilAnyAsync("select count(*) from pg_locks where locktype = 'advisory' and not granted", Cancel);
        await worker.RunAsync();
        await store.Intake.EnqueueAsync([new NewJob { Kind = "work", Tenant = "t" }], Cancel);
        await worker.RunAsync();
        pausing.IsCompleted.ShouldBeFalse();
        await hold.CommitAsync(Cancel);
        (await pausing).Result.ShouldBe(ControlResult.Done);
        await store.DisposeAsync();
    }
}
