using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class WaitSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private async Task<IReadOnlyList<WaitReason>> WhyAsync(long id)
    {
        var why = (await Store.Queries.ExplainAsync(id, Cancel)).ShouldNotBeNull();
        why.Job.Id.ShouldBe(id);
        why.Now.ShouldBe(Clock.Now);
        return why.Reasons;
    }

    private async Task<WaitReason> OnlyAsync(long id, WaitCode code)
    {
        var reason = (await WhyAsync(id)).ShouldHaveSingleItem();
        reason.Code.ShouldBe(code);
        return reason;
    }

    private async Task<Guid> RegisterAsync(string label, Func<WorkerRegistration, WorkerRegistration> change)
    {
        var instance = Guid.NewGuid();
        await Store.Workers.RegisterAsync(change(Samples.Worker(instance, label)), Cancel);
        return instance;
    }

    [Fact]
    public async Task A_ready_job_that_a_worker_has_a_place_for_has_no_reason_to_wait_and_a_job_that_is_not_there_none_at_all()
    {
        (await WhyAsync(await AddAsync(Samples.Job()))).ShouldBeEmpty();
        (await Store.Queries.ExplainAsync(999, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task What_runs_says_where_and_since_when_and_what_is_over_says_so()
    {
        var id = await AddAsync(Samples.Job());
        Pass(3);
        var job = await ClaimOneAsync();
        var began = Clock.Now;
        Pass(5);
        var runs = await OnlyAsync(id, WaitCode.Running);
        (runs.Subject, runs.At, runs.Blocks).ShouldBe(("me", began, true));
        await Store.Control.CancelAsync(id, "ann", "enough", Cancel);
        var both = await WhyAsync(id);
        both.Select(reason => reason.Code).ShouldBe([WaitCode.Running, WaitCode.CancelRequested]);
        both[1].Note.ShouldBe("cancelled by ann: enough");
        await FinishAsync(job, Outcome.Cancelled("stopped"));
        (await OnlyAsync(id, WaitCode.Over)).At.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task What_is_paused_says_by_whom_since_when_and_why()
    {
        var id = await AddAsync(Samples.Job() with { Tenant = "t1" });
        var since = Clock.Now;
        foreach (var (target, i) in ((PauseTarget[])[PauseTarget.Tenant("t1"), PauseTarget.Kind("work"), PauseTarget.Queue("default"), PauseTarget.Kind("t1")]).Select((t, i) => (t, i)))
        {
            await Store.Control.PauseAsync(target, "p" + i, "r" + i, Cancel);
            Pass(2);
        }

        (await WhyAsync(id)).Select(r => (r.Code, r.Subject, r.Actor, r.Note, r.At)).ShouldBe(
        [
            (WaitCode.QueuePaused, "default", "p2", "r2", since.AddSeconds(4)), (WaitCode.KindPaused, "work", "p1", "r1", since.AddSeconds(2)),
            (WaitCode.TenantPaused, "t1", "p0", "r0", since),
        ]);
    }

    [Fact]
    public async Task What_is_scheduled_says_when_and_what_is_due_only_has_to_be_moved()
    {
        var id = await AddAsync(Samples.Job() with { Delay = TimeSpan.FromSeconds(9) });
        var due = Clock.Now.AddSeconds(9);
        Pass(2);
        (await OnlyAsync(id, WaitCode.Scheduled)).ShouldSatisfyAllConditions(r => r.At.ShouldBe(due), r => r.In.ShouldBe(TimeSpan.FromSeconds(7)));
        Pass(8);
        (await OnlyAsync(id, WaitCode.Scheduled)).ShouldSatisfyAllConditions(r => r.At.ShouldBe(due), r => r.In.ShouldBe(TimeSpan.Zero));
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await WhyAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_for_others_names_them_and_a_run_its_steps_with_their_own_reasons()
    {
        var ids = await AddAllAsync(
            Samples.Run(), Samples.Step("a") with { Kind = "work" }, Samples.Step("b") with { Kind = "other" },
            Samples.Step("c", 1, 2) with { Kind = "work", Delay = TimeSpan.FromSeconds(40) });
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var last = await WhyAsync(ids[3]);
        last.Select(reason => reason.Code).ShouldBe([WaitCode.Scheduled, WaitCode.Dependency]);
        (last[1].Count, last[1].Jobs.ShouldHaveSingleItem()).ShouldBe((1, new WaitJob(ids[2], "other", "b", JobState.Ready, null, null)));
        await ClaimOneAsync();
        var run = await OnlyAsync(ids[0], WaitCode.Children);
        run.Count.ShouldBe(2);
        run.Jobs.Select(job => (job.Id, job.Step, job.State, job.Worker, job.Why?.Code)).ShouldBe(
        [
            (ids[2], "b", JobState.Running, "me", WaitCode.Running), (ids[3], "c", JobState.Blocked, null, WaitCode.Scheduled),
        ]);
    }

    [Fact]
    public async Task What_waits_for_a_slot_knows_its_place_in_line_and_why_the_holder_does_not_run()
    {
        var keyed = Samples.Job() with { Slots = [new("k", 1)] };
        var ids = await AddAllAsync(keyed with { Tenant = "a" }, keyed, keyed, keyed with { Priority = 1 });
        await Store.Control.PauseAsync(PauseTarget.Tenant("a"), "ann", "no money", Cancel);
        var slot = await OnlyAsync(ids[3], WaitCode.Slot);
        (slot.Ahead, slot.Jobs.ShouldHaveSingleItem().Why?.Code).ShouldBe((2, WaitCode.TenantPaused));
        var why = (await Store.Queries.ExplainAsync(ids[3], Cancel))!;
        slot.Sentence(why).ShouldStartWith("key k has its place taken, by 1 (work, ready: tenant a is paused by ann since ");
        slot.Remedy(why).ShouldBe("it is handed a place in its turn, as they end: after 2 jobs that wait for the key before it");
        (await OnlyAsync(ids[1], WaitCode.Slot)).Remedy(why).ShouldEndWith(": it is the next");
    }

    [Fact]
    public async Task What_waits_for_a_slot_names_the_full_key_and_who_holds_it()
    {
        var holders = await AddAllAsync(Samples.Job() with { Slots = [new("k", 2)] }, Samples.Job("other") with { Slots = [new("k", 2), new("free", 9)] });
        var id = await AddAsync(Samples.Job() with { Slots = [new("free", 9), new("k", 2)] });
        await ClaimOneAsync();
        var slot = await OnlyAsync(id, WaitCode.Slot);
        (slot.Subject, slot.Count, slot.Limit).ShouldBe(("k", 2, 2));
        slot.Jobs.Select(job => (job.Id, job.Kind, job.State, job.Worker)).ShouldBe(
            [(holders[0], "work", JobState.Running, "me"), (holders[1], "other", JobState.Ready, null)]);
    }

    [Fact]
    public async Task Without_a_live_worker_it_says_when_one_was_last_heard_of()
    {
        var id = await AddAsync(Samples.Job());
        var heard = Clock.Now;
        Pass(30);
        (await WhyAsync(id)).ShouldBeEmpty();
        Pass(0.001);
        (await OnlyAsync(id, WaitCode.NoWorker)).At.ShouldBe(heard);
        (await Store.Workers.RenewPatientlyAsync(new WorkerRenewal(Me, false, []), Cancel)).Lost.ShouldBeFalse();
        (await WhyAsync(id)).ShouldBeEmpty();
        await Store.Workers.DeregisterAsync(Me, Cancel);
        (await OnlyAsync(id, WaitCode.NoWorker)).ShouldSatisfyAllConditions(r => r.At.ShouldBe(Clock.Now), r => r.Blocks.ShouldBeFalse());
    }

    [Fact]
    public async Task A_queue_or_a_kind_that_no_worker_serves_is_named()
    {
        await RegisterAsync("aside", worker => worker with { Queues = ["aside"], Kinds = [new ServedKind("rare", "x")] });
        (await OnlyAsync(await AddAsync(Samples.Job() with { Queue = "lost" }), WaitCode.QueueNotServed))
            .ShouldSatisfyAllConditions(r => r.Subject.ShouldBe("lost"), r => r.Count.ShouldBe(2));
        (await OnlyAsync(await AddAsync(Samples.Job("rare") with { Queue = "render" }), WaitCode.KindNotServed))
            .ShouldSatisfyAllConditions(r => r.Subject.ShouldBe("rare"), r => r.Workers.ShouldBe([new WaitWorker(Me, "me", 0, 7)]));
        (await WhyAsync(await AddAsync(Samples.Job("rare") with { Queue = "aside" }))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Workers_that_drain_or_are_full_are_named_with_their_places()
    {
        var small = await RegisterAsync("small", worker => worker with { Places = 2, QueuePlaces = new Dictionary<string, int> { ["default"] = 1 } });
        await Store.Workers.RenewPatientlyAsync(new WorkerRenewal(Me, Draining: true, []), Cancel);
        await AddAllAsync(Samples.Job(), Samples.Job() with { Queue = "render" });
        (await AskAsync(1, small)).Jobs.ShouldHaveSingleItem();
        var inQueue = await AddAsync(Samples.Job());
        (await OnlyAsync(inQueue, WaitCode.WorkersFull)).Workers.ShouldBe([new WaitWorker(small, "small", 1, 1)]);
        (await AskAsync(1, small, new ClaimLane("render", 1))).Jobs.ShouldHaveSingleItem();
        (await OnlyAsync(inQueue, WaitCode.WorkersFull)).Workers.ShouldBe([new WaitWorker(small, "small", 2, 2)]);
        await Store.Workers.RenewPatientlyAsync(new WorkerRenewal(small, Draining: true, []), Cancel);
        (await OnlyAsync(inQueue, WaitCode.WorkersDraining)).Workers.ShouldBe([new WaitWorker(Me, "me", 0, 7), new WaitWorker(small, "small", 2, 2)], ignoreOrder: true);
    }

    [Fact]
    public async Task Workers_without_the_memory_for_it_are_named_with_what_they_have_left_and_what_they_said_last_stands()
    {
        var id = await AddAsync(Samples.Job());
        var lacks = new WorkerMemory(4_000, 1_203, false, [new("other", 17), new("work", 3_001)]);
        await SayAsync(Me, lacks);
        await SayAsync(Me, null);
        var reason = await OnlyAsync(id, WaitCode.WorkersMemory);
        (reason.Subject, reason.Bytes, reason.Blocks).ShouldBe(("work", 3_001, false));
        reason.Workers.ShouldBe([new WaitWorker(Me, "me", 0, 7) { FreeBytes = 1_203, LimitBytes = 4_000 }]);
        var kept = (await Store.Workers.ListAsync(Cancel)).Single().Memory.ShouldNotBeNull();
        (kept with { Lacking = lacks.Lacking }).ShouldBe(lacks);
        kept.Lacking.ShouldBe(lacks.Lacking);

        (await WhyAsync(await AddAsync(Samples.Job("else")))).Select(one => one.Code).ShouldNotContain(WaitCode.WorkersMemory);
        var roomy = await RegisterAsync("roomy");
        (await WhyAsync(id)).ShouldBeEmpty();
        await SayAsync(roomy, new WorkerMemory(9_000, 11, true, []));
        reason = await OnlyAsync(id, WaitCode.WorkersMemory);
        reason.Bytes.ShouldBe(3_001);
        reason.Workers.Select(worker => worker.FreeBytes).ShouldBe([11, 1_203], ignoreOrder: true);
        await SayAsync(Me, new WorkerMemory(4_000, 2_000, true, []));
        (await OnlyAsync(id, WaitCode.WorkersMemory)).Bytes.ShouldBeNull();
        await SayAsync(Me, new WorkerMemory(4_000, 3_500, false, [new("work", 3_001)]));
        (await OnlyAsync(id, WaitCode.WorkersMemory)).Workers.ShouldContain(
            new WaitWorker(Me, "me", 0, 7) { FreeBytes = 3_500, LimitBytes = 4_000, KeepsMemory = true }, "it has enough, so it keeps it for another kind");
        await SayAsync(Me, new WorkerMemory(4_000, 3_500, false, []));
        (await WhyAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Full_places_are_told_before_memory_and_only_those_with_a_place_are_named_for_it()
    {
        var small = await RegisterAsync("small", worker => worker with { Places = 1 });
        await AddAsync(Samples.Job());
        (await AskAsync(1, small)).Jobs.ShouldHaveSingleItem();
        var id = await AddAsync(Samples.Job());
        await SayAsync(Me, new WorkerMemory(4_000, 7, false, [new("work", 3_001)]));
        (await OnlyAsync(id, WaitCode.WorkersMemory)).Workers.ShouldHaveSingleItem().Label.ShouldBe("me");
        await SayAsync(small, new WorkerMemory(5_000, 8, false, [new("work", 3_002)]));
        (await OnlyAsync(id, WaitCode.WorkersMemory)).Bytes.ShouldBe(3_001);
        await Store.Workers.RenewPatientlyAsync(new WorkerRenewal(Me, Draining: true, []), Cancel);
        (await OnlyAsync(id, WaitCode.WorkersFull)).Workers.ShouldHaveSingleItem().Label.ShouldBe("small");
    }

    private async Task SayAsync(Guid worker, WorkerMemory? memory) =>
        (await Store.Workers.RenewPatientlyAsync(new WorkerRenewal(worker, false, []) { Memory = memory }, Cancel)).Lost.ShouldBeFalse();

    [Fact]
    public async Task What_is_claimed_in_advance_takes_no_place()
    {
        await AddAllAsync(Enumerable.Repeat(Samples.Job(), 7).ToArray());
        (await AskAsync(7, null, new ClaimLane("default", 0, 7))).Jobs.Count.ShouldBe(7);
        (await WhyAsync(await AddAsync(Samples.Job()))).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_stands_behind_others_says_behind_how_many_of_those_that_somebody_would_take()
    {
        await Store.Control.PauseAsync(PauseTarget.Tenant("held"), "ann", null, Cancel);
        await AddAllAsync(
            Samples.Job(), Samples.Job("other") with { Priority = 9 }, Samples.Job() with { Tenant = "held" }, Samples.Job("unknown"),
            Samples.Job() with { Queue = "render" }, Samples.Job() with { Priority = 2 });
        var id = await AddAsync(Samples.Job());
        var behind = await OnlyAsync(id, WaitCode.Behind);
        (behind.Subject, behind.Count, behind.Blocks).ShouldBe(("default", 2, false));
        var first = await ClaimOneAsync();
        await ClaimOneAsync();
        (await WhyAsync(id)).ShouldBeEmpty();
        await FinishAsync(first, Outcome.Released);
        (await OnlyAsync(id, WaitCode.Behind)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_has_lost_a_worker_waits_for_another_such_one_to_end()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job());
        await ClaimAsync();
        await Store.Upkeep.RescueAsync([Me], 10, Cancel);
        var they = await RegisterAsync("they");
        (await ClaimAsync(worker: they)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(job => job.Id.ShouldBe(ids[0]), job => job.Crashes.ShouldBe(1));
        (await OnlyAsync(ids[1], WaitCode.RunsAlone)).Workers.ShouldBe([new WaitWorker(they, "they", 1, 7)]);
    }
}
