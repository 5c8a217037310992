using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>People change inputs and outputs of jobs.</summary>
public abstract class EditSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task One_that_was_put_back_and_has_to_wait_for_its_new_key_goes_before_nobody()
    {
        var held = new SlotKey("held", 1);
        await AddAsync(Samples.Job() with { Slots = [held] });
        await ClaimOneAsync();
        var id = await AddAsync(Samples.Job() with { Slots = [new SlotKey("own", 1)] });
        await FinishAsync(await ClaimOneAsync(), Outcome.Released);
        (await GetAsync(id)).Front.ShouldBeTrue();

        var edit = new JobEdit { JobId = id, Part = EditPart.Input, Before = "{}", After = """{"to":"b"}""", Slots = [new JobSlots(id, [held])] };
        (await Store.Control.EditAsync(edit, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

        var job = await GetAsync(id);
        (job.State, job.Front).ShouldBe((JobState.Blocked, false));
    }

    [Fact]
    public async Task A_new_output_is_kept_beside_the_old_and_what_depends_on_it_runs_again()
    {
        var (run, script, make, gate) = await RunAsync();
        Pass(5);

        (await EditAsync(script, EditPart.Output, """{"text":"old"}""", """{"text":"new"}""", "ann", "too long")).ShouldBe(ControlReplies.Done);

        var job = await GetAsync(script);
        (job.State, job.Output, job.Artifacts, job.Attempt).ShouldBe((JobState.Completed, """{"text":"new"}""", "[1]", 1));
        JobEdits.Read(job.Edits).ShouldBe([new EditRecord(EditPart.Output, """{"text":"old"}""", """{"text":"new"}""", "ann", Clock.Now, 1, "too long")]);
        (await StateAsync(gate)).ShouldBe(JobState.Blocked);
        (await StateAsync(run)).ShouldBe(JobState.Blocked);
        (await Store.Audit.ListAsync(1, null, Cancel)).Single().Entry.ShouldBe(new AuditEntry("ann", "JOB_EDITED", $"job {script}", "output text: too long"));
        var again = await ClaimOneAsync();
        (again.Id, again.Attempt).ShouldBe((make, 2));
        await FinishAsync(again, Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(run)).ShouldBe(JobState.Completed);
        JobEdits.Read((await GetAsync(script)).Edits).Count.ShouldBe(1, "history keeps it");
    }

    [Fact]
    public async Task An_output_by_hand_completes_what_failed_and_its_run_goes_on()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "no"));
        (await StateAsync(ids[0])).ShouldBe(JobState.Failed);

        (await EditAsync(ids[1], EditPart.Output, "{}", """{"text":"mine"}""")).Result.ShouldBe(ControlResult.Done);

        (await GetAsync(ids[1])).Error.ShouldBeNull();
        (await StateAsync(ids[0])).ShouldBe(JobState.Blocked);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(ids[0])).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task An_output_on_which_nothing_depends_changes_and_nothing_runs()
    {
        var id = await AddAsync(Samples.Job());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"a":1}"""));

        (await EditAsync(id, EditPart.Output, """{"a":1}""", """{"a":2}""")).Result.ShouldBe(ControlResult.Done);

        var job = await GetAsync(id);
        (job.State, job.Output).ShouldBe((JobState.Completed, """{"a":2}"""));
        (await ClaimAsync()).ShouldBeEmpty();
        (await Store.Queries.ListAttemptsAsync(id, Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_job_that_is_over_runs_again_with_its_new_input()
    {
        var id = await AddAsync(Samples.Job() with { Input = """{"a":1}""" });
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "no"));

        (await EditAsync(id, EditPart.Input, """{"a":1}""", """{"a":2}""")).Result.ShouldBe(ControlResult.Done);

        var again = await ClaimOneAsync();
        (again.Id, again.Input, again.Attempt).ShouldBe((id, """{"a":2}""", 2));
        JobEdits.Read(again.Edits).Single().Before.ShouldBe("""{"a":1}""");
        await FinishAsync(again, Outcome.Completed());
        JobEdits.Read((await GetAsync(id)).Edits).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_waits_gets_its_new_input_and_waits_on()
    {
        var id = await AddAsync(Samples.Job() with { Input = """{"a":1}""", Delay = TimeSpan.FromHours(1) });

        (await EditAsync(id, EditPart.Input, """{"a":1}""", """{"a":2}""")).Result.ShouldBe(ControlResult.Done);

        var job = await GetAsync(id);
        (job.State, job.Input).ShouldBe((JobState.Scheduled, """{"a":2}"""));
    }

    [Fact]
    public async Task A_job_whose_new_input_gives_other_keys_lets_go_of_the_old_and_waits_for_the_new()
    {
        SlotKey staging = new("staging", 1), production = new("production", 1);
        var id = await AddAsync(Samples.Job() with { Input = """{"a":1}""", Slots = [staging] });
        var next = await AddAsync(Samples.Job() with { Slots = [staging] });
        var first = await AddAsync(Samples.Job() with { Slots = [production] });

        (await EditAsync(id, EditPart.Input, """{"a":1}""", """{"a":2}""", keys: [new JobSlots(id, [production])])).Result.ShouldBe(ControlResult.Done);

        (await GetAsync(id)).ShouldSatisfyAllConditions(
            job => job.State.ShouldBe(JobState.Blocked), job => job.Admitted.ShouldBeFalse(), job => job.Slots.ShouldBe([production]));
        (await GetAsync(next)).Admitted.ShouldBeTrue();
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([next, first], ignoreOrder: true);
        await FinishAsync(await GetAsync(first), Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(id);
    }

    [Fact]
    public async Task Steps_of_a_run_that_begins_again_do_so_under_other_keys_and_nobody_else_gets_any()
    {
        SlotKey old = new("old", 1), other = new("other", 1);
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a") with { Slots = [old] }, Samples.Step("b", 1) with { Slots = [old] });
        var stranger = await AddAsync(Samples.Job("stranger"));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "no"));

        (await EditAsync(ids[0], EditPart.Input, "{}", """{"a":2}""", keys: [.. ids[1..].Append(stranger).Append(99_999).Select(id => new JobSlots(id, [other]))])).Result.ShouldBe(ControlResult.Done);

        (await GetAsync(ids[1])).ShouldSatisfyAllConditions(job => job.State.ShouldBe(JobState.Ready), job => job.Admitted.ShouldBeTrue(), job => job.Slots.ShouldBe([other]));
        (await GetAsync(ids[2])).ShouldSatisfyAllConditions(job => job.State.ShouldBe(JobState.Blocked), job => job.WaitingFor.ShouldBe(1), job => job.Slots.ShouldBe([other]));
        (await GetAsync(stranger)).Slots.ShouldBeEmpty();
        await CompleteAllAsync();
        (await StateAsync(ids[0])).ShouldBe(JobState.Completed);
        await Should.ThrowAsync<RefusedException>(() => EditAsync(ids[0], EditPart.Input, """{"a":2}""", """{"a":3}""", keys: [new JobSlots(ids[1], [other with { Limit = 0 }])]));
    }

    [Fact]
    public async Task A_step_keeps_what_its_run_gives_and_is_given_more()
    {
        var (_, script, _, _) = await RunAsync();

        (await EditAsync(script, EditPart.Input, "{}", """{"voice":"low"}""")).Result.ShouldBe(ControlResult.Done);

        var again = await ClaimOneAsync();
        (again.Id, again.Input, JobEdits.OverrideOf(again)).ShouldBe((script, "{}", """{"voice":"low"}"""));
    }

    [Fact]
    public async Task A_run_with_a_new_input_begins_again()
    {
        var (run, script, make, gate) = await RunAsync();
        var before = (await GetAsync(run)).Input;

        (await EditAsync(run, EditPart.Input, before, """{"topic":"salt"}""")).Result.ShouldBe(ControlResult.Done);

        (await GetAsync(run)).Input.ShouldBe("""{"topic":"salt"}""");
        (await ClaimOneAsync()).Id.ShouldBe(script);
        (await StateAsync(make)).ShouldBe(JobState.Blocked);
        (await StateAsync(gate)).ShouldBe(JobState.Blocked);
    }

    [Fact]
    public async Task What_is_in_a_container_of_the_run_goes_again_and_the_container_with_it()
    {
        var part = new NewJob { Kind = "part", Step = "part", IsContainer = true, Parent = JobRef.InCall(0) };
        var ids = await AddAllAsync(Samples.Run(), part, Samples.Job() with { Parent = JobRef.InCall(1) }, Samples.Step("then") with { DependsOn = [new(JobRef.InCall(1), OnAnyEnd: true)] });
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await EditAsync(ids[1], EditPart.Input, "{}", """{"a":1}""")).Message.ShouldBe($"job {ids[1]} stands for others; change one of those");

        (await EditAsync(ids[0], EditPart.Input, (await GetAsync(ids[0])).Input, """{"a":1}""")).Result.ShouldBe(ControlResult.Done);

        (await GetAsync(ids[1])).OpenChildren.ShouldBe(1);
        (await ClaimOneAsync()).Id.ShouldBe(ids[2]);
        await FinishAsync(await GetAsync(ids[2]), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(ids[0])).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task A_gate_asks_again_of_what_was_changed_before_it()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("make"), Samples.Step("gate", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"a":1}"""));
        await FinishAsync(await ClaimOneAsync(), Outcome.AwaitingReview(new ReviewRequest { Title = "Fine?" }));
        (await EditAsync(ids[2], EditPart.Input, "{}", """{"a":1}""")).Message.ShouldBe(
            $"job {ids[2]} is a person's decision; approve or reject it, or change a step before it");

        (await EditAsync(ids[1], EditPart.Output, """{"a":1}""", """{"a":2}""")).Result.ShouldBe(ControlResult.Done);

        (await Store.Reviews.ApproveAsync(ids[2], "ann", null, cancel: Cancel)).Result.ShouldBe(ControlResult.Refused);
        var again = await ClaimOneAsync();
        again.Id.ShouldBe(ids[2]);
        await FinishAsync(again, Outcome.AwaitingReview(new ReviewRequest { Title = "Fine now?" }));
        Review.Read((await GetAsync(ids[2])).Decision)!.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task What_works_with_the_old_value_is_waited_for()
    {
        var (run, script, make, _) = await RunAsync(finishMake: false);

        (await EditAsync(script, EditPart.Output, """{"text":"old"}""", """{"text":"new"}""")).ShouldBe(
            ControlReplies.Refused($"job {make} (make) works with what was before; wait until it is over, or cancel it"));
        (await EditAsync(run, EditPart.Input, (await GetAsync(run)).Input, """{"topic":"salt"}""")).Result.ShouldBe(ControlResult.Refused);
        (await EditAsync(make, EditPart.Input, "{}", """{"a":1}""")).Message.ShouldBe($"job {make} runs; wait until it is over, or cancel it");

        (await GetAsync(script)).Edits.ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_who_change_the_same_one_is_told()
    {
        var id = await AddAsync(Samples.Job() with { Input = """{"a":1}""" });

        var replies = await Task.WhenAll(Enumerable.Range(2, 6).Select(i => Task.Run(
            () => EditAsync(id, EditPart.Input, """{"a":1}""", $$"""{"a":{{i}}}"""))));

        replies.Count(reply => reply.Result == ControlResult.Done).ShouldBe(1);
        replies.Count(reply => reply.Message == $"job {id} was changed meanwhile; look at it, and change it again").ShouldBe(5);
        (await EditAsync(id, EditPart.Input, """{"a":1}""", (await GetAsync(id)).Input)).Result.ShouldBe(ControlResult.Unchanged, "its answer may have been lost");
    }

    [Fact]
    public async Task What_is_no_value_is_refused_and_nothing_changes()
    {
        var id = await AddAsync(Samples.Job());

        await Should.ThrowAsync<RefusedException>(() => EditAsync(id, EditPart.Input, "{}", "[1]"));
        await Should.ThrowAsync<RefusedException>(() => EditAsync(id, EditPart.Input, "{}", """{"a":1}""", note: new string('n', 2_001)));
        (await EditAsync(id, EditPart.Output, "{}", """{"a":1}""")).Message.ShouldBe($"job {id} is ready and has put nothing out yet");
        (await EditAsync(id + 1, EditPart.Output, "{}", """{"a":1}""")).Result.ShouldBe(ControlResult.NotFound);

        (await GetAsync(id)).Edits.ShouldBeNull();
    }

    private Task<ControlReply> EditAsync(long id, EditPart part, string before, string after, string actor = "ann", string? note = null, JobSlots[]? keys = null) =>
        Store.Control.EditAsync(new JobEdit { JobId = id, Part = part, Before = before, After = after, Note = note, Slots = keys ?? [] }, actor, Cancel);

    /// <summary>A run of three steps that is over; or whose second one runs.</summary>
    private async Task<(long Run, long Script, long Make, long Last)> RunAsync(bool finishMake = true)
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1), Samples.Step("last", 2));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"text":"old"}""") with { Artifacts = "[1]" });
        var make = await ClaimOneAsync();
        if (finishMake)
        {
            await FinishAsync(make, Outcome.Completed());
            await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        }

        return (ids[0], ids[1], ids[2], ids[3]);
    }
}
