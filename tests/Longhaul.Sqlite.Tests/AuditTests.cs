using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Tests;

/// <summary>An audit log that somebody changes in the file itself.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Cases { get; } = [.. AuditTampering.Cases.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_done_to_it_is_told(string what)
    {
        await using var store = await _folder.OpenAsync();
        await AuditTampering.FillAsync(store);
        (await AuditVerifier.VerifyAsync(store.Audit, null, Cancel)).Problem.ShouldBeNull();
        var (sql, problem) = AuditTampering.Cases[what];
        _folder.Execute([.. sql.Select(one => one.Replace("{audit}", "longhaul_audit").Replace("{removed}", "longhaul_audit_removed").Replace("{later}", "at + 1000"))]);
        (await AuditVerifier.VerifyAsync(store.Audit, null, Cancel)).Problem.ShouldNotBeNull().ShouldStartWith(problem);
    }

    [Fact]
    public async Task A_tail_that_is_cut_off_is_told_by_the_hash_that_was_noted()
    {
        await using var store = await _folder.OpenAsync();
        await AuditTampering.FillAsync(store);
        var head = (await AuditVerifier.VerifyAsync(store.Audit, null, Cancel)).Head.Hash;
        _folder.Execute("delete from longhaul_audit where id > 6");
        (await AuditVerifier.VerifyAsync(store.Audit, null, Cancel)).Problem.ShouldBeNull();
        (await AuditVerifier.VerifyAsync(store.Audit, head, Cancel)).Problem.ShouldNotBeNull().ShouldStartWith($"no entry has the hash {head}");
    }

    [Fact]
    public async Task Entries_of_an_older_store_become_a_chain()
    {
        await using (var store = await _folder.OpenAsync())
        {
            await AuditTampering.FillAsync(store);
        }

        _folder.Execute(
            "drop table longhaul_key_times", "drop index longhaul_slots_waiting", "drop index longhaul_slots_turns", "drop index longhaul_slots_sets", "alter table longhaul_slots drop column tenant",
            "alter table longhaul_slots drop column tag", "alter table longhaul_slots drop column key_set",
            "create index longhaul_slots_waiting on longhaul_slots (key, priority desc, position) where held = 0", "delete from longhaul_audit where id = 3", "drop index longhaul_audit_actor", "drop index longhaul_audit_action", "alter table longhaul_audit drop column hash",
            "drop table longhaul_audit_removed", "drop table longhaul_secrets", "drop table longhaul_alerts", "drop table longhaul_notices", "drop table longhaul_alert_messages",
            "alter table longhaul_workers drop column memory", "alter table longhaul_jobs drop column edits", "alter table longhaul_history drop column edits", "alter table longhaul_jobs drop column may_fail",
            "alter table longhaul_history drop column may_fail", "drop index longhaul_jobs_due",
            "create index longhaul_jobs_scheduled on longhaul_jobs (due_at, id) where state = 2", "update longhaul_meta set value = '9' where name in ('schema_version', 'least_program')");
        await using var newer = await _folder.OpenAsync();
        await newer.Audit.AppendAsync(new AuditEntry("ann", "WORKER_STARTED", "worker w"), Cancel);
        var verdict = await AuditVerifier.VerifyAsync(newer.Audit, null, Cancel);
        (verdict.Entries, verdict.Head.Id, verdict.Problem).ShouldBe((8, 9, null));
    }
}
