using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Jobs that an attempt expands into others, and members that may fail.</summary>
public abstract class ExpandSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task A_job_that_is_expanded_waits_for_its_children_and_ends_with_the_last()
    {
        var (run, list, after) = await StartAsync();
        await ExpandAsync(list, 3);

        var container = await GetAsync(list);
        (container.State, container.IsContainer, container.OpenChildren, container.Token.HasValue).ShouldBe((JobState.Blocked, true, 3, true));
        (await StateAsync(after)).ShouldBe(JobState.Blocked);
        var items = await ClaimAsync();
        items.Select(item => (item.Step, item.ParentId, item.RootId)).ShouldBe([("list.0", list, run), ("list.1", list, run), ("list.2", list, run)]);
        await FinishAsync(items[2], Outcome.Completed("""{"clip":"c2","n":2}"""));
        await FinishAsync(items[0], Outcome.Completed("""{"clip":"c0"}"""));
        (await StateAsync(list)).ShouldBe(JobState.Blocked);
        await FinishAsync(items[1], Outcome.Completed());

        container = await GetAsync(list);
        (container.State, container.Output).ShouldBe((JobState.Completed, """{"clip":["c0",null,"c2"],"n":[null,null,2]}"""));
        (await ClaimOneAsync()).Id.ShouldBe(after);
    }

    [Fact]
    public async Task A_job_that_is_expanded_into_nothing_is_completed_at_once()
    {
        var (_, list, after) = await StartAsync();

        await ExpandAsync(list, 0);

        (await StateAsync(list)).ShouldBe(JobState.Completed);
        (await ClaimOneAsync()).Id.ShouldBe(after);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_whose_items_put_out_more_together_than_it_may_fails_and_says_so(bool byRun)
    {
        var (run, list, after) = await StartAsync();
        var size = (ExpandedOutput.MaxCharacters / 2) + 1_000;
        await ExpandAsync(list, 2);
        foreach (var item in await ClaimAsync())
        {
            await FinishAsync(item, Outcome.Completed($$"""{"text":"{{new string('x', size)}}"}"""));
        }

        var container = await GetAsync(list);
        (container.State, container.Output, container.Error).ShouldBe((JobState.Failed, null, new JobError(
            "output", "the outputs of its items together have 4.1 MiB; 4 MiB are allowed: put them into files")));
        (await StateAsync(after)).ShouldBe(JobState.Cancelled);
        (await StateAsync(run)).ShouldBe(JobState.Failed);
        (await Store.Control.ReopenAsync(byRun ? run : list, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        await ExpandAsync(list, 1);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"n":1}"""));
        (await ClaimOneAsync()).Id.ShouldBe(after);
    }

    [Fact]
    public async Task A_child_may_add_more_children_to_its_container()
    {
        var (_, list, after) = await StartAsync();
        var job = await ClaimOneAsync();
        await FinishAsync(job, Outcome.Expanded([new NewJob { Kind = "more", Step = "list.more" }, Item(0)]));
        var children = await ClaimAsync();
        await FinishAsync(children[1], Outcome.Completed("""{"n":10}"""));

        await FinishAsync(children[0], Outcome.Completed() with { Spawn = [Item(1) with { Parent = JobRef.To(list) }] });

        (await GetAsync(list)).OpenChildren.ShouldBe(1);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"n":11}"""));
        (await GetAsync(list)).Output.ShouldBe("""{"n":[10,11]}""");
        (await ClaimOneAsync()).Id.ShouldBe(after);
    }

    [Fact]
    public async Task The_children_may_be_the_steps_of_a_pipeline_and_get_their_own_input()
    {
        var (_, list, _) = await StartAsync();
        var steps = new[] { Step("cut"), Step("glue") with { DependsOn = [new Dependency(JobRef.InCall(0))] } };

        await FinishAsync(await ClaimOneAsync(), Outcome.Expanded(steps) with { Input = """{"deep":1}""" });

        (await GetAsync(list)).Input.ShouldBe("""{"deep":1}""");
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"a":"x"}"""));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"b":[1]}"""));
        (await GetAsync(list)).Output.ShouldBe("""{"cut":{"a":"x"},"glue":{"b":[1]}}""");

        static NewJob Step(string name) => new() { Kind = "flow." + name, Step = name };
    }

    [Fact]
    public async Task What_the_children_published_is_listed_without_those_that_published_nothing()
    {
        var (run, list, _) = await StartAsync();
        await ExpandAsync(list, 4);
        var items = await ClaimAsync();
        await FinishAsync(items[0], Outcome.Completed() with { Artifacts = """{"files":[]}""" });
        await FinishAsync(items[1], Outcome.Completed());
        await FinishAsync(items[2], Outcome.Expanded([new NewJob { Kind = "deep", Step = "cut" }]));
        (await ListAsync()).Select(files => files.JobId).ShouldBe([items[0].Id]);

        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await ListAsync()).Select(files => (files.JobId, files.Step, files.Place, files.Manifest)).ShouldBe(
        [
            (items[0].Id, "list.0", new ArtifactPlace(run, "list.0", items[0].Running!.Value), """{"files":[]}"""),
            (items[2].Id, "list.2", null, null),
        ]);
        (await ListAsync(limit: 1)).Select(files => files.JobId).ShouldBe([items[0].Id]);
        (await ListAsync(items[0].Id)).Select(files => files.JobId).ShouldBe([items[2].Id]);
        await FinishAsync(items[3], Outcome.Failed("exit_code", "exit code 3") with { Artifacts = """{"files":[]}""" });
        (await ListAsync()).Count.ShouldBe(0, "the run is over");

        Task<IReadOnlyList<StepFiles>> ListAsync(long after = 0, int limit = 1000) => Store.Queries.ListFilesAsync(list, after, limit, Cancel);
    }

    [Fact]
    public async Task What_an_item_can_refer_to_comes_without_what_nobody_asks_for()
    {
        var (run, list, after) = await StartAsync("""{"t":"x"}""");
        var first = (await Store.Queries.ListTreeAsync(run, Cancel)).Single(job => job.Step == "first");
        await ExpandAsync(list, 2);
        var items = await ClaimAsync();

        foreach (var (names, output) in new (string[]?, string?)[] { ([], null), (["list"], null), (["first"], """{"t":"x"}"""), (null, """{"t":"x"}""") })
        {
            var scope = await Store.Queries.ListScopeAsync(items[1].Id, names, Cancel);
            scope.Select(job => job.Id).ShouldBe([run, first.Id, list, after, items[1].Id]);
            scope[1].ShouldBe(first with { Input = "null", Definition = null, Output = output, Front = scope[1].Front });
            scope[4].Input.ShouldBe(items[1].Input);
            scope[2].Definition.ShouldBe((await GetAsync(list)).Definition);
        }

        (await Store.Queries.ListScopeAsync(999, [], Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_child_that_fails_fails_its_container_and_its_run()
    {
        var (run, list, after) = await StartAsync();
        await ExpandAsync(list, 2);
        var items = await ClaimAsync();

        await FinishAsync(items[0], Outcome.Failed("exit_code", "exit code 3"));
        await FinishAsync(items[1], Outcome.Completed());

        (await GetAsync(list)).Error!.Message.ShouldBe($"job {items[0].Id} (list.0) failed: exit code 3");
        (await StateAsync(after)).ShouldBe(JobState.Cancelled);
        (await StateAsync(run)).ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_run_that_failed_in_an_item_goes_on_with_that_item_alone()
    {
        var (run, list, after) = await StartAsync();
        await ExpandAsync(list, 2);
        var items = await ClaimAsync();
        await FinishAsync(items[0], Outcome.Failed("exit_code", "exit code 3"));
        await FinishAsync(items[1], Outcome.Completed("""{"n":1}"""));

        (await Store.Control.ReopenAsync(run, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

        (await GetAsync(list)).IsContainer.ShouldBeTrue();
        var again = await ClaimOneAsync();
        (again.Id, again.Attempt).ShouldBe((items[0].Id, 2));
        await FinishAsync(again, Outcome.Completed("""{"n":0}"""));
        (await GetAsync(list)).Output.ShouldBe("""{"n":[0,1]}""");
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(run)).ShouldBe(JobState.Completed);
        (await StateAsync(after)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task What_hung_on_a_step_that_is_taken_back_is_expanded_anew()
    {
        var (run, list, _) = await StartAsync();
        await ExpandAsync(list, 3);
        var old = await ClaimAsync();
        foreach (var item in old)
        {
            await FinishAsync(item, Outcome.Completed("""{"n":1}"""));
        }

        await CompleteAllAsync();
        var first = (await Store.Queries.ListTreeAsync(run, Cancel)).Single(job => job.Step == "first");
        (await Store.Control.ReopenAsync(first.Id, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

        (await Store.Queries.ListTreeAsync(run, Cancel)).Select(job => job.Step).ShouldBe([null, "first", "list", "after"]);
        var back = await GetAsync(list);
        (back.IsContainer, back.State, back.Output, back.OpenChildren).ShouldBe((false, JobState.Blocked, null, 0));
        (await Store.Queries.ListAttemptsAsync(old[0].Id, Cancel)).ShouldBeEmpty();
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await ExpandAsync(list, 1);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"n":7}"""));
        (await GetAsync(list)).Output.ShouldBe("""{"n":[7]}""");
        await CompleteAllAsync();
        (await StateAsync(run)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task A_job_that_was_expanded_and_went_well_is_expanded_anew_when_it_is_retried()
    {
        var (_, list, _) = await StartAsync();
        await ExpandAsync(list, 1);
        await CompleteAllAsync();

        (await Store.Control.ReopenAsync(list, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

        var back = await ClaimOneAsync();
        (back.Id, back.IsContainer, back.Attempt).ShouldBe((list, false, 2));
    }

    [Fact]
    public async Task A_cancelled_run_takes_the_items_with_it()
    {
        var (run, list, after) = await StartAsync();
        await ExpandAsync(list, 3);
        var running = await ClaimOneAsync();

        (await Store.Control.CancelAsync(run, "ann", null, Cancel)).Result.ShouldBe(ControlResult.Requested);
        await FinishAsync(running, Outcome.Cancelled("stopped"));

        foreach (var id in (long[])[run, list, after, running.Id])
        {
            (await StateAsync(id)).ShouldBe(JobState.Cancelled);
        }
    }

    [Fact]
    public async Task A_job_that_was_cancelled_while_it_listed_its_items_has_none()
    {
        var (run, list, _) = await StartAsync();
        var job = await ClaimOneAsync();
        await Store.Control.CancelAsync(run, "ann", null, Cancel);

        (await FinishAsync(job, Outcome.Expanded([Item(0)]))).ShouldBe(FinishReply.Accepted);

        (await StateAsync(list)).ShouldBe(JobState.Cancelled);
        (await Store.Queries.ListTreeAsync(run, Cancel)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Telling_of_an_expansion_twice_changes_nothing()
    {
        var (run, _, _) = await StartAsync();
        var job = await ClaimOneAsync();
        await FinishAsync(job, Outcome.Expanded([Item(0), Item(1)]));

        (await FinishAsync(job, Outcome.Expanded([Item(0), Item(1)]))).ShouldBe(FinishReply.Accepted);

        (await Store.Queries.ListTreeAsync(run, Cancel)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task An_expanded_job_gives_its_slot_to_the_next()
    {
        var slots = new[] { new SlotKey("k", 1) };
        var ids = await AddAllAsync(Samples.Job() with { Slots = slots }, Samples.Job() with { Slots = slots });
        var job = await ClaimOneAsync();

        await FinishAsync(job, Outcome.Expanded([new NewJob { Kind = "child" }]));

        (await ClaimAsync()).Select(next => (next.Kind, next.Id == ids[1])).ShouldBe([("child", false), ("work", true)], ignoreOrder: true);
        (await GetAsync(ids[0])).Slots.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_that_may_fail_fails_neither_its_run_nor_those_that_wait_for_it()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a") with { MayFail = true }, Samples.Step("b", 1));

        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("exit_code", "exit code 3"));

        (await GetAsync(ids[1])).MayFail.ShouldBeTrue();
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(ids[0])).ShouldBe(JobState.Completed);
        (await GetAsync(ids[1])).State.ShouldBe(JobState.Failed);
        (await GetAsync(ids[1])).MayFail.ShouldBeTrue();
    }

    [Fact]
    public async Task A_member_that_may_fail_and_is_cancelled_cancels_those_that_wait_for_it()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a") with { MayFail = true }, Samples.Step("b", 1));

        await Store.Control.CancelAsync(ids[1], "ann", null, Cancel);

        (await StateAsync(ids[2])).ShouldBe(JobState.Cancelled);
        (await StateAsync(ids[0])).ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_run_fails_by_the_member_that_may_not()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a") with { MayFail = true }, Samples.Step("b"));
        foreach (var job in await ClaimAsync())
        {
            await FinishAsync(job, Outcome.Failed("exit_code", "exit code " + job.Step));
        }

        (await GetAsync(ids[0])).Error!.Message.ShouldBe($"job {ids[2]} (b) failed: exit code b");
    }

    [Fact]
    public async Task Only_a_member_of_a_run_may_fail_without_consequence() =>
        (await Should.ThrowAsync<RefusedException>(() => AddAsync(Samples.Job() with { MayFail = true }))).Message
            .ShouldBe("job 1 of the call is refused: only a member of a run may fail without failing its run");

    /// <summary>A run of three steps whose first is done.</summary>
    private async Task<(long Run, long List, long After)> StartAsync(string? output = null)
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("first"), Samples.Step("list", 1), Samples.Step("after", 2));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed(output));
        return (ids[0], ids[2], ids[3]);
    }

    private async Task ExpandAsync(long list, int items)
    {
        var job = await ClaimOneAsync();
        job.Id.ShouldBe(list);
        (await FinishAsync(job, Outcome.Expanded([.. Enumerable.Range(0, items).Select(Item)]))).ShouldBe(FinishReply.Accepted);
    }

    private static NewJob Item(int index) => new() { Kind = "flow.list", Step = ItemStep.NameOf("list", index), Input = $$"""{"item":{{index}}}""" };
}
