using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class AuditChainSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private Task AppendAsync(string actor = "ann", string? detail = null) =>
        Store.Audit.AppendAsync(new AuditEntry(actor, "WORKER_STARTED", "worker w1", detail), Cancel);

    private Task<AuditVerdict> VerifyAsync(string? head = null) => AuditVerifier.VerifyAsync(Store.Audit, head, Cancel);

    [Fact]
    public async Task An_empty_log_is_unbroken() => (await VerifyAsync()).ShouldBe(new AuditVerdict(0, new AuditLink(0, AuditChain.Beginning), null));

    [Fact]
    public async Task Every_entry_follows_the_one_before_whoever_writes_it()
    {
        await AppendAsync(detail: "with a\0NUL, half a pair \ud800, and ünïcode");
        await AppendAsync(actor: "");
        var job = await AddAsync(Samples.Job());
        await Store.Control.CancelAsync(job, "bob", "enough", Cancel);
        await Store.Control.PauseAsync(PauseTarget.Tenant("t"), "cid", null, Cancel);
        await Store.Workers.RequestDrainAsync(Me, "dan", Cancel);
        var entries = (await Store.Audit.ReadChainAsync(0, 100, Cancel)).Entries;
        entries.Select(entry => entry.Id).ShouldBe([1L, 2, 3, 4, 5]);
        var before = AuditChain.Beginning;
        foreach (var entry in entries)
        {
            entry.Hash.ShouldBe(before = AuditChain.Hash(before, entry.Id, entry.At, entry.Entry));
        }

        (await VerifyAsync()).ShouldBe(new AuditVerdict(5, new AuditLink(5, before), null));
        (await Store.Audit.ListAsync(1, null, Cancel)).ShouldHaveSingleItem().ShouldBe(entries[^1]);
    }

    [Fact]
    public async Task A_hash_that_was_noted_is_found_later_and_another_is_not()
    {
        await AppendAsync();
        var noted = (await VerifyAsync()).Head.Hash;
        await AppendAsync();
        (await VerifyAsync(noted.ToUpperInvariant())).Problem.ShouldBeNull();
        (await VerifyAsync(new string('a', 64))).Problem.ShouldNotBeNull().ShouldStartWith("no entry has the hash aaaa");
    }

    [Fact]
    public async Task More_entries_than_a_page_are_walked_through()
    {
        for (var i = 0; i < 1_005; i++)
        {
            await AppendAsync(detail: "n" + i);
        }

        (await VerifyAsync()).Entries.ShouldBe(1_005);
    }

    [Fact]
    public async Task Many_who_write_at_once_make_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? AppendAsync(detail: "n" + i) : Store.Control.PauseAsync(PauseTarget.Tenant("t" + i), "ann", null, Cancel)));
        var verdict = await VerifyAsync();
        verdict.Problem.ShouldBeNull();
        (verdict.Entries, verdict.Head.Id).ShouldBe((60, 60));
    }

    [Fact]
    public async Task What_is_refused_leaves_no_gap()
    {
        await AppendAsync();
        await Should.ThrowAsync<RefusedException>(() => Store.Control.ApplyAsync(new BulkRequest { Action = BulkAction.Cancel, Actor = "ann", Limit = 0 }, Cancel));
        await AppendAsync();
        (await VerifyAsync()).Head.Id.ShouldBe(2);
    }

    [Fact]
    public async Task Entries_are_found_by_actor_and_action()
    {
        await AppendAsync("ann");
        await AppendAsync("bob");
        await Store.Control.PauseAsync(PauseTarget.Tenant("t"), "ann", null, Cancel);
        (await Store.Audit.ListAsync(new AuditFilter("ann"), 10, null, Cancel)).Select(entry => entry.Id).ShouldBe([3L, 1]);
        (await Store.Audit.ListAsync(new AuditFilter(Action: "WORKER_STARTED"), 10, null, Cancel)).Select(entry => entry.Id).ShouldBe([2L, 1]);
        (await Store.Audit.ListAsync(new AuditFilter("ann", "WORKER_STARTED"), 10, 3, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_walks_while_retention_removes_finds_nothing_missing()
    {
        for (var i = 0; i < 120; i++)
        {
            await AppendAsync(detail: "old " + i);
        }

        Pass(86_400 * 2);
        var removing = Task.Run(
            async () =>
            {
                while (await Store.Audit.PruneAsync(TimeSpan.FromHours(1), 2, Cancel) > 0)
                {
                }
            },
            Cancel);
        while (!removing.IsCompleted)
        {
            (await VerifyAsync()).Problem.ShouldBeNull();
        }

        await removing;
        (await VerifyAsync()).ShouldSatisfyAllConditions(verdict => verdict.Problem.ShouldBeNull(), verdict => verdict.Head.Id.ShouldBe(180));
    }

    [Fact]
    public async Task Retention_removes_whole_days_from_the_beginning_and_the_chain_goes_on()
    {
        for (var i = 0; i < 5; i++)
        {
            await AppendAsync(detail: "old " + i);
        }

        Pass(86_400);
        await AppendAsync(detail: "kept");
        var head = (await VerifyAsync()).Head;
        (await Store.Audit.PruneAsync(TimeSpan.FromDays(1.5), 3, Cancel)).ShouldBe(0);
        (await Store.Audit.PruneAsync(TimeSpan.FromHours(1), 3, Cancel)).ShouldBe(3);
        (await VerifyAsync(head.Hash)).Problem.ShouldBeNull();
        (await Store.Audit.PruneAsync(TimeSpan.FromHours(1), 3, Cancel)).ShouldBe(2);
        (await Store.Audit.PruneAsync(TimeSpan.FromHours(1), 3, Cancel)).ShouldBe(0);
        var page = await Store.Audit.ReadChainAsync(0, 10, Cancel);
        page.Removed.Id.ShouldBe(5);
        page.Entries.Select(entry => (entry.Id, entry.Entry.Action)).ShouldBe([(6L, "WORKER_STARTED"), (7, "AUDIT_PRUNED"), (8, "AUDIT_PRUNED")]);
        page.Entries[^1].Entry.ShouldBe(new AuditEntry("longhaul", "AUDIT_PRUNED", "audit log", $"entries to 5 removed, the last with hash {page.Removed.Hash}"));
        (await VerifyAsync(head.Hash)).ShouldBe(new AuditVerdict(3, new AuditLink(8, page.Entries[^1].Hash), null));
        (await VerifyAsync(page.Removed.Hash)).Problem.ShouldBeNull();
    }
}
