using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>A step is taken back while others have not had their turn with what it gave, or have it just now: none of them begins before it is done again.</summary>
public abstract class TakeBackSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static readonly SlotKey Slot = new("k", 1);

    [Fact]
    public async Task What_was_ready_to_begin_waits_again()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1), Samples.Step("text", 1), Samples.Step("last", 2));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());

        await RetryAsync(ids[1]);

        foreach (var id in ids[2..4])
        {
            var back = await GetAsync(id);
            (back.State, back.WaitingFor, back.Attempt).ShouldBe((JobState.Blocked, 1, 0));
        }

        await FinishAsync((await ClaimAsync()).ShouldHaveSingleItem(), Outcome.Completed());
        (await StateAsync(ids[2])).ShouldBe(JobState.Ready);
        await CompleteAllAsync();
        (await StateAsync(ids[0])).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task What_was_to_be_tried_again_waits_and_then_begins_at_once()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var make = await ClaimOneAsync();
        await Store.Claims.ReportAsync([new AttemptReport(make.Running!.Value, Checkpoint: """{"at":7}""")], Cancel);
        await FinishAsync(make, Outcome.Retry("x", "no", TimeSpan.FromHours(1)));

        await RetryAsync(ids[1]);

        var back = await GetAsync(make.Id);
        (back.State, back.DueAt, back.Error, back.Checkpoint, back.Failures).ShouldBe((JobState.Blocked, null, null, null, 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var again = await ClaimOneAsync();
        (again.Id, again.Attempt).ShouldBe((make.Id, 2));
    }

    [Fact]
    public async Task What_has_a_time_of_its_own_keeps_it()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("publish", 1) with { Delay = TimeSpan.FromHours(1) });
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var due = (await GetAsync(ids[2])).DueAt.ShouldNotBeNull();

        await RetryAsync(ids[1]);

        var back = await GetAsync(ids[2]);
        (back.State, back.DueAt).ShouldBe((JobState.Blocked, due));
        Pass(7);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        back = await GetAsync(ids[2]);
        (back.State, back.DueAt).ShouldBe((JobState.Scheduled, due));
    }

    [Fact]
    public async Task What_held_a_slot_or_waited_for_one_lets_others_have_it()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("a", 1) with { Slots = [Slot] }, Samples.Step("b", 1) with { Slots = [Slot] });
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await GetAsync(ids[2])).Admitted.ShouldBeTrue();
        var other = await AddAsync(Samples.Job("other") with { Slots = [Slot] });

        await RetryAsync(ids[1]);

        (await GetAsync(ids[2])).ShouldSatisfyAllConditions(a => a.State.ShouldBe(JobState.Blocked), a => a.Admitted.ShouldBeFalse(), a => a.WaitingFor.ShouldBe(1));
        (await GetAsync(ids[3])).WaitingFor.ShouldBe(1);
        (await GetAsync(other)).Admitted.ShouldBeTrue();
        await CompleteAllAsync();
        (await StateAsync(ids[0])).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task What_runs_goes_on_and_goes_again_after_what_it_came_from()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1) with { Slots = [Slot] }, Samples.Step("last", 2));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var make = await ClaimOneAsync();
        var other = await AddAsync(Samples.Job("other") with { Slots = [Slot] });

        await RetryAsync(ids[1]);

        (await GetAsync(make.Id)).ShouldSatisfyAllConditions(job => job.State.ShouldBe(JobState.Running), job => job.CancelRequested.ShouldBeFalse());
        (await FinishAsync(make, Outcome.Completed("""{"of":"old"}""") with { Artifacts = "[1]" })).ShouldBe(FinishReply.Accepted);
        (await FinishAsync(make, Outcome.Completed("""{"of":"old"}"""))).ShouldBe(FinishReply.Accepted, "its reply may have been lost");
        var back = await GetAsync(make.Id);
        (back.State, back.WaitingFor, back.Output, back.Artifacts, back.Admitted).ShouldBe((JobState.Blocked, 1, null, null, false));
        (await StateAsync(ids[3])).ShouldBe(JobState.Blocked);
        (await GetAsync(other)).Admitted.ShouldBeTrue();
        (await Store.Queries.ListAttemptsAsync(make.Id, Cancel)).Single().Outcome.ShouldBe("completed");
        await CompleteAllAsync();
        (await GetAsync(make.Id)).Attempt.ShouldBe(2);
        (await StateAsync(ids[0])).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task What_runs_goes_again_also_where_that_was_done_meanwhile()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var make = await ClaimOneAsync();
        await RetryAsync(ids[1]);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());

        await FinishAsync(make, Outcome.Expanded([new NewJob { Kind = "item", Step = "make.0" }]));

        (await GetAsync(make.Id)).ShouldSatisfyAllConditions(job => job.State.ShouldBe(JobState.Ready), job => job.IsContainer.ShouldBeFalse());
        (await Store.Queries.ListTreeAsync(ids[0], Cancel)).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("released")]
    [InlineData("retry")]
    [InlineData("failed")]
    [InlineData("review")]
    [InlineData("rescued")]
    public async Task What_comes_back_waits_whatever_brought_it(string how)
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var other = await RegisterAsync("other");
        var make = await ClaimOneAsync(other);
        await RetryAsync(ids[1]);

        if (how == "rescued")
        {
            (await Store.Upkeep.RescueAsync([other], 10, Cancel)).Single().State.ShouldBe(JobState.Blocked);
        }
        else
        {
            await FinishAsync(make, how switch
            {
                "released" => Outcome.Released,
                "retry" => Outcome.Retry("x", "no", TimeSpan.FromSeconds(3)),
                "failed" => Outcome.Failed("x", "no"),
                _ => Outcome.AwaitingReview(new ReviewRequest { Title = "Fine?" }),
            });
        }

        var back = await GetAsync(make.Id);
        (back.State, back.WaitingFor, back.DueAt).ShouldBe((JobState.Blocked, 1, null));
        await CompleteAllAsync();
        (await StateAsync(ids[0])).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task What_ran_is_cancelled_where_what_it_came_from_fails_this_time()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var make = await ClaimOneAsync();
        await RetryAsync(ids[1]);
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "no"));

        await FinishAsync(make, Outcome.Completed());

        (await GetAsync(make.Id)).Error!.Message.ShouldBe($"job {ids[1]} (script) failed");
        (await StateAsync(ids[0])).ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task Items_that_have_not_begun_are_no_more()
    {
        var (run, script, list, _) = await ListAsync(items: 3);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"n":0}"""));

        await RetryAsync(script);

        (await Store.Queries.ListTreeAsync(run, Cancel)).Select(job => job.Step).ShouldBe([null, "script", "list", "after"]);
        (await GetAsync(list)).ShouldSatisfyAllConditions(
            job => job.IsContainer.ShouldBeFalse(), job => job.State.ShouldBe(JobState.Blocked), job => job.WaitingFor.ShouldBe(1), job => job.OpenChildren.ShouldBe(0));
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([script]);
        await FinishAsync(await GetAsync(script), Outcome.Completed());
        await CompleteAllAsync();
        (await StateAsync(run)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task An_item_that_held_a_slot_leaves_it_to_others()
    {
        var (_, script, _, _) = await ListAsync(items: 2, Slot);
        var other = await AddAsync(Samples.Job("other") with { Slots = [Slot] });

        await RetryAsync(script);

        (await GetAsync(other)).Admitted.ShouldBeTrue();
    }

    [Fact]
    public async Task Items_that_run_are_stopped_and_then_all_of_them_are_no_more()
    {
        var (run, script, list, after) = await ListAsync(items: 3);
        var items = await ClaimAsync(2);

        await RetryAsync(script);

        (await Store.Queries.ListTreeAsync(run, Cancel)).Where(job => job.ParentId == list).Select(job => (job.State, job.CancelRequested)).ShouldBe(
            [(JobState.Running, true), (JobState.Running, true), (JobState.Cancelled, false)]);
        await FinishAsync((await ClaimAsync()).ShouldHaveSingleItem(), Outcome.Completed());
        (await ClaimAsync()).ShouldBeEmpty();
        await FinishAsync(items[0], Outcome.Released);
        (await StateAsync(list)).ShouldBe(JobState.Blocked);
        (await FinishAsync(items[1], Outcome.Completed())).ShouldBe(FinishReply.Accepted);

        (await Store.Queries.ListTreeAsync(run, Cancel)).Select(job => job.Step).ShouldBe([null, "script", "list", "after"]);
        var back = await ClaimOneAsync();
        (back.Id, back.Attempt, back.IsContainer, back.CancelRequested).ShouldBe((list, 2, false, false));
        (await StateAsync(after)).ShouldBe(JobState.Blocked);
        await FinishAsync(back, Outcome.Completed());
        await CompleteAllAsync();
        (await StateAsync(run)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task A_list_whose_items_are_yet_to_stop_waits_for_what_it_comes_from()
    {
        var (run, script, list, _) = await ListAsync(items: 1);
        var other = await RegisterAsync("other");
        await ClaimOneAsync(other);
        await RetryAsync(script);

        (await Store.Upkeep.RescueAsync([other], 10, Cancel)).Single().State.ShouldBe(JobState.Cancelled);

        (await GetAsync(list)).ShouldSatisfyAllConditions(job => job.State.ShouldBe(JobState.Blocked), job => job.WaitingFor.ShouldBe(1), job => job.IsContainer.ShouldBeFalse());
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "no"));
        (await StateAsync(list)).ShouldBe(JobState.Cancelled);
        (await StateAsync(run)).ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_items_stop_ends_cancelled()
    {
        var (run, script, list, after) = await ListAsync(items: 2);
        var item = await ClaimOneAsync();
        await RetryAsync(script);

        (await Store.Control.CancelAsync(run, "ann", null, Cancel)).Result.ShouldBe(ControlResult.Requested);
        await FinishAsync(item, Outcome.Cancelled("stopped"));

        foreach (var id in (long[])[run, script, list, after])
        {
            (await StateAsync(id)).ShouldBe(JobState.Cancelled);
        }
    }

    [Fact]
    public async Task A_rejection_takes_back_what_was_to_begin_with_what_is_rejected()
    {
        var gate = new ReviewRequest { Title = "Fine?", OnReject = "script" };
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("gate", 1), Samples.Step("list", 1), Samples.Step("make", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.AwaitingReview(gate));
        await FinishAsync(await ClaimOneAsync(), Outcome.Expanded([Item(0), Item(1)]));

        (await Store.Reviews.RejectAsync(ids[2], "ann", "shorter", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([ids[1]]);
    }

    [Fact]
    public async Task A_change_takes_back_what_has_not_begun_and_waits_for_what_runs()
    {
        var (run, script, list, _) = await ListAsync(items: 2);
        var item = await ClaimOneAsync();
        (await EditAsync(script)).Message.ShouldBe($"job {item.Id} (list.0) works with what was before; wait until it is over, or cancel it");
        (await EditAsync(run, EditPart.Input)).Result.ShouldBe(ControlResult.Refused);
        await FinishAsync(item, Outcome.Completed());

        (await EditAsync(script)).Result.ShouldBe(ControlResult.Done);

        var back = await ClaimOneAsync();
        (back.Id, back.IsContainer, back.Attempt).ShouldBe((list, false, 2));
    }

    [Fact]
    public async Task A_run_with_a_new_input_forgets_what_its_steps_had_begun()
    {
        var (run, script, list, _) = await ListAsync(items: 2);

        (await EditAsync(run, EditPart.Input)).Result.ShouldBe(ControlResult.Done);

        (await Store.Queries.ListTreeAsync(run, Cancel)).Count.ShouldBe(4);
        (await StateAsync(list)).ShouldBe(JobState.Blocked);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([script]);
    }

    [Fact]
    public async Task A_run_with_a_new_input_forgets_items_of_items_too()
    {
        var (run, script, list, _) = await ListAsync(items: 1);
        await FinishAsync(await ClaimOneAsync(), Outcome.Expanded([new NewJob { Kind = "cut", Step = "cut" }]));

        (await EditAsync(run, EditPart.Input)).Result.ShouldBe(ControlResult.Done);

        (await Store.Queries.ListTreeAsync(run, Cancel)).Count.ShouldBe(4);
        (await StateAsync(list)).ShouldBe(JobState.Blocked);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([script]);
    }

    [Fact]
    public async Task What_has_made_the_next_items_of_a_list_is_not_made_to_do_so_again()
    {
        var (_, _, list, _) = await ListAsync(items: 0, more: true);
        var more = await ClaimOneAsync();
        await FinishAsync(more, Outcome.Failed("x", "no"));
        await RetryAsync(more.Id);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed() with { Spawn = [Item(1) with { Parent = JobRef.To(list) }] });

        (await Store.Control.ReopenAsync(more.Id, "ann", Cancel)).ShouldBe(ControlReplies.Refused(
            $"job {more.Id} has made the next items of step list, and would make them again; retry the step itself (list)"));
        (await EditAsync(more.Id)).Message.ShouldBe($"job {more.Id} only makes others; change one of those");

        (await ClaimAsync()).Select(job => job.Step).ShouldBe(["list.1"]);
    }

    [Fact]
    public async Task What_is_being_stopped_gets_no_more_items()
    {
        var (run, script, list, _) = await ListAsync(items: 0, more: true);
        var more = await ClaimOneAsync();
        await RetryAsync(script);
        await Should.ThrowAsync<RefusedException>(() => AddAsync(Item(5) with { Parent = JobRef.To(list) }));

        await FinishAsync(more, Outcome.Completed() with { Spawn = [Item(1) with { Parent = JobRef.To(list) }] });

        (await Store.Queries.ListTreeAsync(run, Cancel)).Count.ShouldBe(4);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([script]);
    }

    [Fact]
    public async Task A_list_that_is_cancelled_while_its_next_items_are_made_gets_them_when_it_is_taken_back()
    {
        var (run, _, list, after) = await ListAsync(items: 0, more: true);
        var more = await ClaimOneAsync();
        (await Store.Control.CancelAsync(run, "ann", "enough", Cancel)).Result.ShouldBe(ControlResult.Requested);

        await FinishAsync(more, Outcome.Completed() with { Spawn = [Item(1) with { Parent = JobRef.To(list) }] });

        foreach (var id in (long[])[run, list, more.Id, after])
        {
            (await StateAsync(id)).ShouldBe(JobState.Cancelled);
        }

        (await GetAsync(more.Id)).Error.ShouldBe((await GetAsync(run)).Error);
        await RetryAsync(run);
        var again = await ClaimOneAsync();
        (again.Id, again.Attempt).ShouldBe((more.Id, 2));
        await FinishAsync(again, Outcome.Completed() with { Spawn = [Item(1) with { Parent = JobRef.To(list) }] });
        await CompleteAllAsync();
        (await Store.Queries.ListTreeAsync(run, Cancel)).ShouldContain(job => job.Step == "list.1" && job.State == JobState.Completed);
        (await StateAsync(run)).ShouldBe(JobState.Completed);
    }

    private async Task RetryAsync(long id) => (await Store.Control.ReopenAsync(id, "ann", Cancel)).ShouldBe(ControlReplies.Done);

    private async Task<ControlReply> EditAsync(long id, EditPart part = EditPart.Output) => await Store.Control.EditAsync(
        new JobEdit { JobId = id, Part = part, Before = JobEdits.ValueOf(await GetAsync(id), part), After = """{"by":"hand"}""" }, "ann", Cancel);

    /// <summary>A run of three steps whose first is done and whose second is a list.</summary>
    private async Task<(long Run, long Script, long List, long After)> ListAsync(int items, SlotKey? slot = null, bool more = false)
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("list", 1), Samples.Step("after", 2));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var children = Enumerable.Range(0, items).Select(i => Item(i) with { Slots = slot is { } key ? [key] : [] });
        await FinishAsync(await ClaimOneAsync(), Outcome.Expanded([.. children, .. more ? [Item(0) with { Step = "list.more" }] : Array.Empty<NewJob>()]));
        return (ids[0], ids[1], ids[2], ids[3]);
    }

    private static NewJob Item(int index) => new() { Kind = "flow.list", Step = ItemStep.NameOf("list", index), Input = $$"""{"item":{{index}}}""" };
}
