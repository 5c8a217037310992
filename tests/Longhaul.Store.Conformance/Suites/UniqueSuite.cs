using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class UniqueSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob With(UniqueKey key) => Samples.Job() with { UniqueKeys = [key] };

    private async Task<Enqueued> TryAsync(NewJob job) => (await Store.Intake.EnqueueAsync([job], Cancel)).ShouldHaveSingleItem();

    [Fact]
    public async Task A_run_that_has_begun_takes_no_key_for_the_waiting_again()
    {
        var run = Samples.Run() with { UniqueKeys = [new UniqueKey("k", UniqueScope.Waiting)] };
        var first = await AddAllAsync(run, Samples.Step("a"));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "no"));
        var second = await AddAllAsync(run, Samples.Step("a"));

        (await Store.Control.ReopenAsync(first[0], "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

        (await Store.Intake.EnqueueAsync([run, Samples.Step("a")], Cancel))[0].ShouldBe(new Enqueued(second[0], true));
    }

    [Fact]
    public async Task A_key_for_the_unfinished_keeps_others_out_until_the_job_is_over()
    {
        var job = With(UniqueKey.WhileUnfinished("k"));
        var first = await AddAsync(job);
        (await TryAsync(job)).ShouldBe(new Enqueued(first, true));
        var claimed = await ClaimOneAsync();
        (await TryAsync(job)).ShouldBe(new Enqueued(first, true));
        await FinishAsync(claimed, Outcome.Completed());
        (await TryAsync(job)).Existed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_container_all_of_whose_jobs_were_there_already_is_complete_and_what_waits_for_it_goes_on()
    {
        var job = With(UniqueKey.WhileUnfinished("k"));
        var first = await AddAsync(job);
        await ClaimOneAsync();

        var replies = await Store.Intake.EnqueueAsync(
            [
                Samples.Run(), new NewJob { Kind = "part", IsContainer = true, Parent = JobRef.InCall(0) }, job with { Parent = JobRef.InCall(1) },
                Samples.Step("then") with { DependsOn = [new Dependency(JobRef.InCall(1), OnAnyEnd: true)] },
                Samples.Run(), job with { Parent = JobRef.InCall(4) },
            ],
            Cancel);

        replies[2].ShouldBe(new Enqueued(first, true));
        (await StateAsync(replies[1].Id)).ShouldBe(JobState.Completed);
        (await StateAsync(replies[4].Id)).ShouldBe(JobState.Completed);
        var then = await ClaimOneAsync();
        then.Id.ShouldBe(replies[3].Id);
        await FinishAsync(then, Outcome.Completed());
        (await StateAsync(replies[0].Id)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task A_key_for_the_waiting_is_free_at_the_first_claim()
    {
        var job = With(new UniqueKey("k", UniqueScope.Waiting));
        var first = await AddAsync(job);
        (await TryAsync(job)).ShouldBe(new Enqueued(first, true));
        await ClaimOneAsync();
        (await TryAsync(job)).Existed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_for_the_waiting_is_taken_again_by_one_that_was_cancelled_before_it_began()
    {
        var job = With(new UniqueKey("k", UniqueScope.Waiting));
        var first = await AddAsync(job);
        await Store.Control.CancelAsync(first, "ann", null, Cancel);
        var second = await AddAsync(job);
        (await Store.Control.ReopenAsync(first, "ann", Cancel)).ShouldBe(
            ControlReplies.Refused($"job {second} holds the unique key of job {first}; wait for it to end, or cancel it"));

        (await ClaimOneAsync()).Id.ShouldBe(second);
        (await Store.Control.ReopenAsync(first, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

        (await TryAsync(job)).ShouldBe(new Enqueued(first, true));
        var begun = await ClaimOneAsync();
        await FinishAsync(begun, Outcome.Failed("x", "y"));
        (await TryAsync(job)).Existed.ShouldBeFalse();
        (await Store.Control.ReopenAsync(first, "ann", Cancel)).Result.ShouldBe(ControlResult.Done, "it has begun once, and holds no such key any more");
    }

    [Theory]
    [InlineData(UniqueConflict.Replace)]
    [InlineData(UniqueConflict.Extend)]
    public async Task A_key_goes_back_to_the_one_that_runs_where_the_one_that_follows_it_is_cancelled(UniqueConflict onConflict)
    {
        var job = With(UniqueKey.WhileUnfinished("k") with { OnConflict = onConflict });
        var first = await AddAsync(job);
        var running = await ClaimOneAsync();
        var left = await AddAsync(job);
        await Store.Control.CancelAsync(left, "ann", null, Cancel);

        (await TryAsync(With(UniqueKey.WhileUnfinished("k")))).ShouldBe(new Enqueued(first, true));
        var next = await TryAsync(job);
        next.Result.ShouldBe(EnqueueResult.Added);
        (await ClaimAsync()).ShouldBeEmpty();
        (await Store.Control.ReopenAsync(left, "ann", Cancel)).Result.ShouldBe(ControlResult.Refused, "the next one has the key now");
        await FinishAsync(running, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(next.Id);
    }

    [Fact]
    public async Task One_that_was_cancelled_behind_another_is_taken_back_behind_it_and_has_the_key_again()
    {
        var job = With(UniqueKey.WhileUnfinished("k") with { OnConflict = UniqueConflict.Replace });
        await AddAsync(job);
        var running = await ClaimOneAsync();
        var left = await AddAsync(job);
        await Store.Control.CancelAsync(left, "ann", null, Cancel);

        (await Store.Control.ReopenAsync(left, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

        (await TryAsync(job)).ShouldBe(new Enqueued(left, EnqueueResult.Replaced));
        (await ClaimAsync()).ShouldBeEmpty();
        await FinishAsync(running, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(left);
    }

    [Fact]
    public async Task A_key_goes_back_along_the_line_also_where_one_ends_because_of_what_it_needs()
    {
        var need = await AddAsync(Samples.Job("need"));
        var needed = await ClaimOneAsync();
        var job = With(UniqueKey.WhileUnfinished("k") with { OnConflict = UniqueConflict.Replace });
        var first = await AddAsync(job);
        var running = await ClaimOneAsync();
        var second = await AddAsync(job with { DependsOn = [new Dependency(JobRef.To(need))] });
        var third = await AddAsync(job with { DependsOn = [new Dependency(JobRef.To(need), OnAnyEnd: true)] });
        (await TryAsync(With(UniqueKey.WhileUnfinished("k")))).Id.ShouldBe(third);

        await Store.Control.CancelAsync(third, "ann", null, Cancel);
        (await TryAsync(With(UniqueKey.WhileUnfinished("k")))).Id.ShouldBe(second);
        await FinishAsync(needed, Outcome.Failed("x", "y"));
        (await StateAsync(second)).ShouldBe(JobState.Cancelled);
        (await TryAsync(With(UniqueKey.WhileUnfinished("k")))).Id.ShouldBe(first);

        await FinishAsync(running, Outcome.Completed());
        (await TryAsync(With(UniqueKey.WhileUnfinished("k")))).Existed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancel_and_a_new_one_at_once_let_none_begin_beside_the_one_that_runs()
    {
        var job = With(UniqueKey.WhileUnfinished("k") with { OnConflict = UniqueConflict.Replace });
        await AddAsync(job);
        var running = await ClaimOneAsync();
        for (var round = 0; round < 20; round++)
        {
            var follows = await AddAsync(job);
            var cancelling = Task.Run(() => Store.Control.CancelAsync(follows, "ann", null, Cancel), Cancel);
            var next = await Task.Run(() => TryAsync(job), Cancel);
            await cancelling;
            (await ClaimAsync()).ShouldBeEmpty();
            await Store.Control.CancelAsync(next.Id, "ann", null, Cancel);
        }

        (await TryAsync(With(UniqueKey.WhileUnfinished("k")))).ShouldBe(new Enqueued(running.Id, true));
    }

    [Fact]
    public async Task A_key_for_a_period_outlives_its_job_and_its_history()
    {
        var job = With(new UniqueKey("k", UniqueScope.Period, TimeSpan.FromSeconds(100))) with { KeepHistory = false };
        var first = await AddAsync(job);
        await CompleteAllAsync();
        (await Store.Queries.GetAsync(first, Cancel)).ShouldBeNull();
        Pass(99.9);
        (await TryAsync(job)).ShouldBe(new Enqueued(first, true));
        Pass(0.1);
        (await TryAsync(job)).Existed.ShouldBeFalse();
    }

    [Fact]
    public async Task Two_items_of_one_call_with_one_key_are_one_job()
    {
        var job = With(UniqueKey.Idempotency("k"));
        var replies = await Store.Intake.EnqueueAsync([job, job], Cancel);
        replies[1].ShouldBe(new Enqueued(replies[0].Id, true));
    }

    [Fact]
    public async Task A_run_that_exists_keeps_its_steps_from_being_added_again()
    {
        NewJob[] run = [Samples.Run() with { UniqueKeys = [UniqueKey.Idempotency("r")] }, Samples.Step("a"), Samples.Step("b", 1)];
        var first = await AddAllAsync(run);
        (await Store.Intake.EnqueueAsync(run, Cancel)).ShouldAllBe(reply => reply.Existed && reply.Id == first[0]);
        (await Store.Queries.ListTreeAsync(first[0], Cancel)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Of_fifty_at_once_one_is_added()
    {
        var job = With(UniqueKey.WhileUnfinished("k"));
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => TryAsync(job), Cancel)));
        replies.Count(reply => !reply.Existed).ShouldBe(1);
        replies.Select(reply => reply.Id).Distinct().Count().ShouldBe(1);
    }
}
