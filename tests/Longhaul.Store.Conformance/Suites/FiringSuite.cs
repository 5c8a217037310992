using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Each due time is dealt with once, and what becomes of it while the last run is not over.</summary>
public abstract class FiringSuite<TFactory> : ScheduleStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task A_due_time_is_fired_when_it_has_come_and_the_same_call_again_does_nothing()
    {
        await DeclareAsync(Every10);
        PassTo("15:10:00");
        var firing = await PlanAsync(Samples.Job("nightly") with { Input = """{"a":1}""" });
        Clock.Advance(TimeSpan.FromMilliseconds(-1));
        (await Store.Schedules.FireAsync(firing, Cancel)).Result.ShouldBe(FiringResult.NotDue);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        var id = (await Store.Schedules.FireAsync(firing, Cancel)).Jobs.ShouldHaveSingleItem().ShouldNotBeNull();

        (await Store.Schedules.FireAsync(firing, Cancel)).ShouldSatisfyAllConditions(
            reply => reply.Result.ShouldBe(FiringResult.AlreadyFired), reply => reply.Jobs.ShouldBeEmpty());
        (await GetAsync(id)).ShouldSatisfyAllConditions(
            job => job.Kind.ShouldBe("nightly"), job => job.Input.ShouldBe("""{"a":1}"""), job => job.State.ShouldBe(JobState.Ready));
        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => record.NextDue.ShouldBe(At("15:20:00")), record => record.LastDue.ShouldBe(At("15:10:00")),
            record => record.LastJob.ShouldBe(id), record => (record.Fired, record.Missed, record.Skipped).ShouldBe((1, 0, 0)));
        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_fifty_that_come_at_once_one_fires()
    {
        await DeclareAsync(Every10);
        for (var due = At("15:10:00"); due < At("15:40:00"); due = due.AddMinutes(10))
        {
            PassTo(due);
            var firing = await PlanAsync();
            var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Store.Schedules.FireAsync(firing, Cancel), Cancel)));

            replies.Count(reply => reply.Result == FiringResult.Fired).ShouldBe(1);
            replies.Count(reply => reply.Result == FiringResult.AlreadyFired).ShouldBe(49);
            await CompleteAllAsync();
        }

        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(100), Cancel)).Count.ShouldBe(3);
        (await RecordAsync()).Fired.ShouldBe(3);
    }

    [Fact]
    public async Task Whoever_knows_the_schedule_otherwise_fires_nothing()
    {
        await DeclareAsync(Every10);
        PassTo("15:10:00");
        var firing = await PlanAsync();
        await DeclareAsync(Every10 with { Input = """{"b":2}""" });

        (await Store.Schedules.FireAsync(firing, Cancel)).Result.ShouldBe(FiringResult.Changed);
        (await Store.Schedules.FireAsync(firing with { Schedule = new ScheduleRef("shop", "gone") }, Cancel)).Result.ShouldBe(FiringResult.Changed);

        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).ShouldBeEmpty();
        await FireOneAsync();
    }

    [Fact]
    public async Task A_firing_that_is_none_changes_nothing()
    {
        await DeclareAsync(Every10);
        PassTo("15:20:00");
        var firing = await PlanAsync();
        foreach (var wrong in new[]
        {
            firing with { Through = firing.Due.AddMinutes(-10) },
            firing with { Missed = -1 },
            firing with { Runs = [new ScheduledRun(firing.Due, [])] },
            firing with { Runs = [new ScheduledRun(firing.Due, [Samples.Job()]), new ScheduledRun(firing.Due, [Samples.Job() with { Priority = 10 }])] },
            firing with { Runs = [.. Enumerable.Repeat(new ScheduledRun(firing.Due, [.. Enumerable.Repeat(Samples.Job(), 501)]), 2)] },
        })
        {
            await Should.ThrowAsync<RefusedException>(() => Store.Schedules.FireAsync(wrong, Cancel));
        }

        (await Store.Schedules.FireAsync(firing with { Through = At("15:30:00") }, Cancel)).Result.ShouldBe(FiringResult.NotDue);
        (await RecordAsync()).NextDue.ShouldBe(At("15:10:00"));
        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_due_time_is_left_out_while_the_last_run_is_not_over()
    {
        await DeclareAsync(Every10);
        PassTo("15:10:00");
        var first = await FireOneAsync();
        PassTo("15:20:00");

        (await FireAsync()).ShouldSatisfyAllConditions(reply => reply.Result.ShouldBe(FiringResult.Fired), reply => reply.Jobs.ShouldBe([null]));
        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => record.LastJob.ShouldBe(first), record => record.LastDue.ShouldBe(At("15:10:00")), record => record.Skipped.ShouldBe(1),
            record => record.NextDue.ShouldBe(At("15:30:00")));

        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("exit_code", "exit code 1"));
        PassTo("15:30:00");
        await FireOneAsync();
    }

    [Fact]
    public async Task A_last_run_that_left_no_trace_is_over()
    {
        await DeclareAsync(Every10);
        PassTo("15:10:00");
        await FireOneAsync(Samples.Job() with { KeepHistory = false });
        await CompleteAllAsync();
        PassTo("15:20:00");

        await FireOneAsync();
    }

    [Fact]
    public async Task Runs_may_be_beside_each_other()
    {
        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Allow });
        PassTo("15:10:00");
        await FireOneAsync();
        PassTo("15:20:00");
        await FireOneAsync();

        (await ClaimAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Runs_that_wait_come_one_after_another_however_the_one_before_ended()
    {
        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Wait, Missed = MissedRuns.All });
        PassTo("15:30:00");
        var ids = (await FireAsync()).Jobs.Select(id => id!.Value).ToArray();
        ids.Length.ShouldBe(3);

        var first = await ClaimOneAsync();
        first.Id.ShouldBe(ids[0]);
        (await ClaimAsync()).ShouldBeEmpty();
        await FinishAsync(first, Outcome.Failed("exit_code", "exit code 1"));
        (await Store.Control.CancelAsync(ids[1], "ann", null, Cancel)).Result.ShouldBe(ControlResult.Done);
        (await ClaimOneAsync()).Id.ShouldBe(ids[2]);
    }

    [Theory]
    [InlineData(OverlapPolicy.Wait, false)]
    [InlineData(OverlapPolicy.Wait, true)]
    [InlineData(OverlapPolicy.Cancel, false)]
    [InlineData(OverlapPolicy.Cancel, true)]
    public async Task A_run_that_is_cancelled_while_it_waits_lets_none_begin_beside_the_one_before(OverlapPolicy overlap, bool isRun)
    {
        NewJob[] run = isRun ? [Samples.Job() with { IsContainer = true }, Samples.Job() with { Parent = JobRef.InCall(0) }] : [Samples.Job()];
        await DeclareAsync(Every10 with { Overlap = overlap });
        PassTo("15:10:00");
        await FireOneAsync(run);
        var first = await ClaimOneAsync();
        PassTo("15:20:00");
        var second = await FireOneAsync(run);
        if (overlap == OverlapPolicy.Wait)
        {
            await Store.Control.CancelAsync(second, "ann", null, Cancel);
        }

        PassTo("15:30:00");
        var third = await FireOneAsync(run);

        (await GetAsync(second)).State.ShouldBe(JobState.Cancelled);
        (await ClaimAsync()).ShouldBeEmpty();
        PassTo("15:40:00");
        var fourth = await FireOneAsync(run);
        await Store.Control.CancelAsync(third, "ann", null, Cancel);
        (await ClaimAsync()).ShouldBeEmpty();
        await FinishAsync(first, Outcome.Cancelled("stopped"));
        (await ClaimOneAsync()).RootId.ShouldBe(fourth);
    }

    [Fact]
    public async Task Of_a_run_that_waits_the_first_steps_do()
    {
        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Wait });
        PassTo("15:10:00");
        NewJob[] run = [Samples.Run(), Samples.Step("a"), Samples.Step("b", 1)];
        var first = await FireOneAsync(run);
        PassTo("15:20:00");
        var second = await FireOneAsync(run);

        for (var round = 0; round < 2; round++)
        {
            var step = await ClaimOneAsync();
            step.RootId.ShouldBe(first);
            (await ClaimAsync()).ShouldBeEmpty();
            await FinishAsync(step, Outcome.Completed());
        }

        (await StateAsync(first)).ShouldBe(JobState.Completed);
        (await ClaimOneAsync()).ShouldSatisfyAllConditions(job => job.RootId.ShouldBe(second), job => job.Step.ShouldBe("a"));
    }

    [Fact]
    public async Task A_run_that_cancels_the_last_one_starts_when_that_is_over()
    {
        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Cancel });
        PassTo("15:10:00");
        var first = await FireOneAsync();
        var running = await ClaimOneAsync();
        PassTo("15:20:00");
        var second = await FireOneAsync();

        (await GetAsync(first)).CancelRequested.ShouldBeTrue();
        (await ClaimAsync()).ShouldBeEmpty();
        PassTo("15:30:00");
        var third = await FireOneAsync();
        (await GetAsync(second)).ShouldSatisfyAllConditions(
            job => job.State.ShouldBe(JobState.Cancelled), job => job.Error!.Message.ShouldBe("cancelled by schedule sync: its next run is due"));
        await FinishAsync(running, Outcome.Cancelled("asked for"));

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([third]);
        (await Store.Audit.ListAsync(1, null, Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(
            new AuditEntry("schedule sync", "JOB_CANCELLED", $"job {second}", "its next run is due"));
    }

    [Fact]
    public async Task A_run_with_a_key_and_a_slot_is_fired_like_any_job()
    {
        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Allow });
        PassTo("15:10:00");
        var job = Samples.Job() with { Slots = [new SlotKey("k", 1)], UniqueKeys = [UniqueKey.WhileUnfinished("u")], Delay = TimeSpan.FromSeconds(7) };
        var first = await FireOneAsync(job);
        (await GetAsync(first)).ShouldSatisfyAllConditions(
            one => one.State.ShouldBe(JobState.Scheduled), one => one.DueAt.ShouldBe(At("15:10:07")));
        PassTo("15:20:00");

        (await FireAsync(job)).Jobs.ShouldBe([null]);
        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => (record.Fired, record.Skipped).ShouldBe((1, 1)), record => record.LastJob.ShouldBe(first), record => record.LastDue.ShouldBe(At("15:10:00")));
    }

    [Fact]
    public async Task A_run_at_once_comes_outside_the_timetable_also_while_it_is_paused()
    {
        await DeclareAsync(Every10);
        await Store.Schedules.PauseAsync(Sync, "ann", Cancel);

        var reply = await Store.Schedules.RunNowAsync(Sync, [Samples.Job("mine")], "bob", Cancel);

        reply.Reply.Result.ShouldBe(ControlResult.Done);
        (await GetAsync(reply.Job!.Value)).Kind.ShouldBe("mine");
        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => record.LastJob.ShouldBe(reply.Job), record => record.LastDue.ShouldBeNull(), record => record.Fired.ShouldBe(0),
            record => record.NextDue.ShouldBe(At("15:10:00")), record => record.Paused.ShouldBeTrue());
        (await Store.Audit.ListAsync(1, null, Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(
            new AuditEntry("bob", "SCHEDULE_RUN", "schedule shop/sync", $"job {reply.Job}"));
    }

    [Fact]
    public async Task A_run_at_once_keeps_to_the_rule_for_overlaps()
    {
        await DeclareAsync(Every10);
        PassTo("15:10:00");
        var first = await FireOneAsync();

        var refused = await Store.Schedules.RunNowAsync(Sync, [Samples.Job()], "bob", Cancel);
        (refused.Reply.Result, refused.Job).ShouldBe((ControlResult.Refused, null));
        refused.Reply.Message!.ShouldContain($"job {first}");

        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Wait });
        var waiting = (await Store.Schedules.RunNowAsync(Sync, [Samples.Job()], "bob", Cancel)).Job!.Value;
        (await StateAsync(waiting)).ShouldBe(JobState.Blocked);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(waiting)).ShouldBe(JobState.Ready);
        await DeclareAsync(Every10);
        PassTo("15:20:00");
        (await FireAsync()).Jobs.ShouldBe([null]);
    }
}
