using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class PauseSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static readonly PauseTarget[] Targets = [PauseTarget.Queue("default"), PauseTarget.Kind("work"), PauseTarget.Tenant("t1")];

    private async Task<ControlResult> PauseAsync(PauseTarget target, string actor = "ann", string? reason = null) =>
        (await Store.Control.PauseAsync(target, actor, reason, Cancel)).Result;

    private async Task<ControlResult> ResumeAsync(PauseTarget target) => (await Store.Control.ResumeAsync(target, "bob", Cancel)).Result;

    private async Task<long[]> ClaimedAsync(int limit = 100) => (await ClaimAsync(limit)).Select(job => job.Id).ToArray();

    [Fact]
    public async Task What_is_paused_waits_and_keeps_its_place()
    {
        foreach (var target in Targets)
        {
            var ids = await AddAllAsync(
                Samples.Job() with { Tenant = "t1" }, Samples.Job() with { Tenant = "t1" }, Samples.Job("other") with { Tenant = "t2" });
            (await PauseAsync(target)).ShouldBe(ControlResult.Done);
            (await ClaimedAsync()).ShouldBe(target.Scope == PauseScope.Queue ? [] : [ids[2]]);
            var late = await AddAsync(Samples.Job("other") with { Tenant = "t3" });
            (await ResumeAsync(target)).ShouldBe(ControlResult.Done);

            // A round of all tenants first, where none of them is ahead.
            (await ClaimedAsync()).ShouldBe(target.Scope == PauseScope.Queue ? [ids[0], ids[2], late, ids[1]] : [ids[0], ids[1], late]);
        }
    }

    [Fact]
    public async Task A_pause_tells_who_paused_it_when_and_why_and_a_second_one_changes_nothing()
    {
        Pass(3);
        var since = Clock.Now;
        foreach (var (target, i) in Targets.Reverse().Select((target, i) => (target, i)))
        {
            (await PauseAsync(target, "p" + i, i == 1 ? null : "r" + i)).ShouldBe(ControlResult.Done);
            Pass(7);
            (await PauseAsync(target, "later", "other")).ShouldBe(ControlResult.Unchanged);
        }

        (await Store.Queries.ListPausesAsync(Cancel)).ShouldBe(
        [
            new PauseRecord(Targets[0], since.AddSeconds(14), "p2", "r2"), new PauseRecord(Targets[1], since.AddSeconds(7), "p1", null),
            new PauseRecord(Targets[2], since, "p0", "r0"),
        ]);
        (await ResumeAsync(Targets[1])).ShouldBe(ControlResult.Done);
        (await ResumeAsync(Targets[1])).ShouldBe(ControlResult.Unchanged);
        (await Store.Queries.ListPausesAsync(Cancel)).Select(pause => pause.Target).ShouldBe([Targets[0], Targets[2]]);
        var audit = await Store.Audit.ListAsync(10, null, Cancel);
        audit.Select(entry => entry.Entry).ShouldBe(
        [
            new("bob", "KIND_RESUMED", "kind work"), new("p2", "QUEUE_PAUSED", "queue default", "r2"), new("p1", "KIND_PAUSED", "kind work"),
            new("p0", "TENANT_PAUSED", "tenant t1", "r0"),
        ]);
    }

    [Fact]
    public async Task A_pause_is_of_its_own_sort_and_name_only()
    {
        var ids = await AddAllAsync(Samples.Job("x") with { Tenant = "y" }, Samples.Job("xy"), Samples.Job("X"), Samples.Job("x_") with { Tenant = "Y" });
        foreach (var target in (PauseTarget[])[PauseTarget.Queue("x"), PauseTarget.Kind("y"), PauseTarget.Tenant("x"), PauseTarget.Tenant("%"), PauseTarget.Kind("_")])
        {
            (await PauseAsync(target)).ShouldBe(ControlResult.Done);
        }

        (await ClaimedAsync()).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task The_pause_of_a_pipeline_holds_back_its_steps()
    {
        await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1));
        var apart = await AddAsync(Samples.Job("flower"));
        await PauseAsync(PauseTarget.Kind("flow"));
        (await ClaimedAsync()).ShouldBe([apart]);
        await ResumeAsync(PauseTarget.Kind("flow"));
        await PauseAsync(PauseTarget.Kind("flow.b"));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await ClaimedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_runs_goes_on_and_what_is_put_back_or_has_lost_a_worker_waits_too()
    {
        var ids = await AddAllAsync(Enumerable.Repeat(Samples.Job() with { Tenant = "t1" }, 3).ToArray());
        var jobs = await ClaimAsync();
        await PauseAsync(PauseTarget.Tenant("t1"));
        (await FinishAsync(jobs[0], Outcome.Completed())).ShouldBe(FinishReply.Accepted);
        (await FinishAsync(jobs[1], Outcome.Released)).ShouldBe(FinishReply.Accepted);
        var you = await RegisterAsync("you");
        await Store.Upkeep.RescueAsync([Me], 10, Cancel);
        (await GetAsync(ids[2])).Crashes.ShouldBe(1);
        (await ClaimAsync(worker: you)).ShouldBeEmpty();
        await ResumeAsync(PauseTarget.Tenant("t1"));
        (await ClaimAsync(worker: you)).Select(job => job.Id).ShouldBe(ids[1..], ignoreOrder: true);
    }

    [Fact]
    public async Task Places_and_those_wanted_in_advance_go_to_what_is_not_paused()
    {
        var ids = await AddAllAsync(
            Samples.Job("held"), Samples.Job(), Samples.Job("held"), Samples.Job(), Samples.Job("held"), Samples.Job());
        await PauseAsync(PauseTarget.Kind("held"));
        var reply = await AskAsync(10, null, new ClaimLane("default", 1, 1));
        reply.Jobs.Select(job => (job.Id, job.StartedAt is not null)).ShouldBe([(ids[1], true), (ids[3], false)]);
        reply.PassedOver.ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_that_could_be_none_is_refused()
    {
        foreach (var target in (PauseTarget[])[PauseTarget.Tenant(""), PauseTarget.Kind(new string('k', 201)), PauseTarget.Queue(new string('q', 101))])
        {
            (await PauseAsync(target)).ShouldBe(ControlResult.Refused);
        }

        (await Store.Queries.ListPausesAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Resuming_wakes_whoever_waits()
    {
        await PauseAsync(PauseTarget.Tenant("t1"));
        var seen = Store.Signals.Version;
        var waiting = Store.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(30), Cancel);
        await ResumeAsync(PauseTarget.Tenant("t1"));
        (await waiting).ShouldBeTrue();
    }
}
