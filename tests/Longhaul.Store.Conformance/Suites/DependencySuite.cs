using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class DependencySuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob After(params long[] ids) =>
        Samples.Job() with { DependsOn = ids.Select(id => new Dependency(JobRef.To(id))).ToList() };

    private async Task EndAsync(long id, Outcome outcome)
    {
        var job = (await ClaimAsync()).Single(job => job.Id == id);
        (await FinishAsync(job, outcome)).ShouldBe(FinishReply.Accepted);
    }

    [Fact]
    public async Task A_job_waits_until_all_it_depends_on_are_over()
    {
        var parents = await AddAllAsync(Samples.Job(), Samples.Job());
        var id = await AddAsync(After(parents[0], parents[1], parents[0]));
        (await GetAsync(id)).ShouldSatisfyAllConditions(j => j.State.ShouldBe(JobState.Blocked), j => j.WaitingFor.ShouldBe(2));
        var jobs = await ClaimAsync();
        await FinishAsync(jobs[0], Outcome.Completed());
        (await StateAsync(id)).ShouldBe(JobState.Blocked);
        await FinishAsync(jobs[1], new Outcome { Kind = OutcomeKind.Skipped });
        (await StateAsync(id)).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task Two_that_end_in_one_call_unblock_what_waits_for_both()
    {
        var parents = await AddAllAsync(Samples.Job(), Samples.Job());
        var id = await AddAsync(After(parents));
        var jobs = await ClaimAsync();
        await Store.Outcomes.FinishAsync(jobs.Select(job => new Finish(job.Running!.Value, Outcome.Completed())).ToList(), Cancel);
        (await StateAsync(id)).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_failure_cancels_all_that_wait_for_it_with_the_cause()
    {
        var first = await AddAsync(Samples.Job("fetch"));
        var second = await AddAsync(After(first));
        var third = await AddAsync(After(second));
        var tolerant = await AddAsync(Samples.Job() with { DependsOn = [new Dependency(JobRef.To(second), OnAnyEnd: true)] });
        await EndAsync(first, Outcome.Failed("x", "y"));
        (await GetAsync(second)).Error.ShouldBe(new JobError("dependency", $"job {first} (fetch) failed"));
        (await GetAsync(third)).Error.ShouldBe(new JobError("dependency", $"job {second} (work) was cancelled"));
        (await StateAsync(third)).ShouldBe(JobState.Cancelled);
        (await StateAsync(tolerant)).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task Who_leaves_a_line_before_it_began_leaves_its_place_to_the_next_one()
    {
        NewJob Behind(long id) => Samples.Job() with { DependsOn = [new Dependency(JobRef.To(id), OnAnyEnd: true)] };
        var first = await AddAsync(Samples.Job());
        var second = await AddAsync(Behind(first));
        var third = await AddAsync(Behind(second));
        var fourth = await AddAsync(Behind(third));
        await Store.Control.CancelAsync(third, "ann", null, Cancel);
        await Store.Control.CancelAsync(second, "ann", null, Cancel);
        (await Store.Queries.ExplainAsync(fourth, Cancel))!.Reasons[0].Jobs.ShouldHaveSingleItem().Id.ShouldBe(first);

        await EndAsync(first, Outcome.Failed("x", "y"));
        (await StateAsync(fourth)).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task Who_leaves_while_nobody_it_waited_for_is_left_lets_the_next_one_go()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job());
        var second = await AddAsync(Samples.Job() with { DependsOn = [new Dependency(JobRef.To(ids[0]), OnAnyEnd: true), new Dependency(JobRef.To(ids[1]))] });
        var third = await AddAsync(Samples.Job() with { DependsOn = [new Dependency(JobRef.To(second), OnAnyEnd: true)] });
        await EndAsync(ids[0], Outcome.Failed("x", "y"));
        await Store.Control.CancelAsync(second, "ann", null, Cancel);
        (await StateAsync(third)).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_dependency_that_is_over_already_counts()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job());
        var jobs = await ClaimAsync();
        await FinishAsync(jobs[0], Outcome.Completed());
        await FinishAsync(jobs[1], Outcome.Failed("x", "y"));
        (await StateAsync(await AddAsync(After(ids[0])))).ShouldBe(JobState.Ready);
        (await StateAsync(await AddAsync(After(ids[1])))).ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_delay_begins_to_matter_when_the_dependencies_are_over()
    {
        var first = await AddAsync(Samples.Job());
        var id = await AddAsync(After(first) with { Delay = TimeSpan.FromSeconds(30) });
        (await StateAsync(id)).ShouldBe(JobState.Blocked);
        await EndAsync(first, Outcome.Completed());
        (await StateAsync(id)).ShouldBe(JobState.Scheduled);
    }

    [Fact]
    public async Task A_run_ends_with_its_last_child()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1));
        (await GetAsync(ids[0])).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(JobState.Blocked), r => r.OpenChildren.ShouldBe(2), r => r.StartedAt.ShouldBeNull());
        Pass(4);
        var a = await ClaimOneAsync();
        (await GetAsync(ids[0])).StartedAt.ShouldBe(Clock.Now);
        await FinishAsync(a, Outcome.Completed("""{"k":"v"}"""));
        (await GetAsync(ids[1])).Output.ShouldBe("""{"k":"v"}""");
        Pass(5);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var run = await GetAsync(ids[0]);
        (run.State, run.OpenChildren, run.FinishedAt).ShouldBe((JobState.Completed, 0, Clock.Now));
        (await Store.Queries.ListDependenciesAsync(ids[0], Cancel)).ShouldBe([new DependencyEdge(ids[2], ids[1], false)]);
    }

    [Fact]
    public async Task A_run_fails_with_its_first_failed_child_and_only_when_the_others_are_over()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b"), Samples.Step("c", 1));
        var jobs = await ClaimAsync();
        await FinishAsync(jobs[0], Outcome.Failed("exit_code", "exit code 2"));
        (await StateAsync(ids[0])).ShouldBe(JobState.Blocked);
        (await StateAsync(ids[3])).ShouldBe(JobState.Cancelled);
        await FinishAsync(jobs[1], Outcome.Completed());
        var run = await GetAsync(ids[0]);
        (run.State, run.Error).ShouldBe((JobState.Failed, new JobError("child", $"job {ids[1]} (a) failed: exit code 2")));
    }

    [Fact]
    public async Task A_run_in_a_run_ends_its_parent()
    {
        var inner = new NewJob { Kind = "inner", IsContainer = true, Parent = JobRef.InCall(0) };
        var ids = await AddAllAsync(Samples.Run(), inner, Samples.Job() with { Parent = JobRef.InCall(1) }, Samples.Step("after", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(ids[1])).ShouldBe(JobState.Completed);
        (await ClaimOneAsync()).Id.ShouldBe(ids[3]);
        (await GetAsync(ids[2])).RootId.ShouldBe(ids[0]);
    }

    [Fact]
    public async Task A_run_whose_children_can_never_start_is_over_at_once()
    {
        var failed = await AddAsync(Samples.Job());
        await EndAsync(failed, Outcome.Failed("x", "y"));
        var doomed = Samples.Step("a") with { DependsOn = [new(JobRef.To(failed))] };
        var ids = await AddAllAsync(Samples.Run(), doomed, Samples.Step("b", 1));
        (await StateAsync(ids[0])).ShouldBe(JobState.Cancelled);
        (await StateAsync(ids[2])).ShouldBe(JobState.Cancelled);
    }
}
