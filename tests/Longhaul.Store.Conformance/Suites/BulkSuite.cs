using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class BulkSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static BulkRequest Wish(BulkAction action, JobFilter? filter = null) => new() { Action = action, Filter = filter ?? new(), Actor = "ann" };

    private Task<BulkReply> ApplyAsync(BulkRequest request) => Store.Control.ApplyAsync(request, Cancel);

    private async Task<AuditEntry> LastEntryAsync() => (await Store.Audit.ListAsync(1, null, Cancel)).ShouldHaveSingleItem().Entry;

    [Fact]
    public async Task What_matches_is_cancelled_what_runs_is_asked_and_what_is_over_is_left_alone()
    {
        var over = await AddAsync(Samples.Job());
        await CompleteAllAsync();
        var ids = await AddAllAsync(
            Samples.Job(), Samples.Job() with { Delay = TimeSpan.FromSeconds(5) }, Samples.Job("other"), Samples.Job() with { Slots = [new("k", 1)] },
            Samples.Job("other") with { Slots = [new("k", 1)] });
        await ClaimOneAsync();
        var reply = await ApplyAsync(Wish(BulkAction.Cancel, new() { Kind = "work" }) with { Reason = "enough" });
        reply.Ids.ShouldBe([ids[0], ids[1], ids[3]]);
        (reply.Done, reply.Requested, reply.Unchanged, reply.Refused, reply.Next).ShouldBe((2, 1, 0, 0, null));
        foreach (var (id, state) in ids.Zip((JobState[])[JobState.Running, JobState.Cancelled, JobState.Ready, JobState.Cancelled, JobState.Ready]).Append((over, JobState.Completed)))
        {
            (await StateAsync(id)).ShouldBe(state);
        }

        (await GetAsync(ids[1])).Error.ShouldBe(new JobError("cancelled", "cancelled by ann: enough"));
        (await LastEntryAsync()).ShouldBe(
            new AuditEntry("ann", "JOBS_CANCELLED", "jobs kind=work", $"2 done, 1 asked to stop; ids {ids[0]} to {ids[3]}; enough"));
    }

    [Fact]
    public async Task Parts_follow_on_each_other_in_the_order_of_ids_and_end_where_the_operation_began()
    {
        var ids = await AddAllAsync([.. Enumerable.Range(0, 7).Select(i => Samples.Job(i == 3 ? "other" : "work"))]);
        var wish = Wish(BulkAction.Cancel, new() { Kind = "work" }) with { Limit = 2, Through = ids[^1] };
        var parts = new List<long[]>();
        for (long? after = 0; after is { } from;)
        {
            await AddAsync(Samples.Job());
            var reply = await ApplyAsync(wish with { After = from });
            parts.Add([.. reply.Ids]);
            after = reply.Next;
        }

        parts.ShouldBe([[ids[0], ids[1]], [ids[2], ids[4]], [ids[5], ids[6]]]);
        (await Store.Audit.ListAsync(10, null, Cancel)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_dry_run_tells_which_match_and_changes_nothing()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job(), Samples.Job());
        foreach (var action in Enum.GetValues<BulkAction>().Except([BulkAction.Retry, BulkAction.Delete]))
        {
            var wish = Wish(action) with { DryRun = true, Limit = 2, Queue = "z", Priority = 1 };
            var reply = await ApplyAsync(wish);
            (reply.Ids, reply.Next, reply.Done).ShouldBe((reply.Ids, ids[1], 0));
            reply.Ids.ShouldBe(ids[..2]);
            (await ApplyAsync(wish with { Ids = [ids[2], 999, ids[0]] })).Ids.ShouldBe([ids[0], ids[2]]);
        }

        (await Store.Audit.ListAsync(10, null, Cancel)).ShouldBeEmpty();
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(ids);
    }

    [Fact]
    public async Task Those_that_failed_or_were_cancelled_are_taken_back_and_others_only_where_the_filter_says_so()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job(), Samples.Job(), Samples.Job());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        await FinishAsync(await ClaimOneAsync(), Outcome.Cancelled("z"));
        (await ApplyAsync(Wish(BulkAction.Retry))).ShouldSatisfyAllConditions(r => r.Ids.ShouldBe(ids[1..3]), r => r.Done.ShouldBe(2));
        (await LastEntryAsync()).Action.ShouldBe("JOBS_RETRIED");
        (await ApplyAsync(Wish(BulkAction.Retry))).Ids.ShouldBeEmpty();
        (await ApplyAsync(Wish(BulkAction.Retry, new() { State = JobState.Completed }))).Ids.ShouldBe([ids[0]]);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([ids[3], ids[1], ids[2], ids[0]]);
    }

    [Fact]
    public async Task A_failure_that_its_run_allows_is_no_reason_to_take_the_run_back()
    {
        var run = await AddAllAsync(Samples.Run(), Samples.Step("may") with { MayFail = true }, Samples.Step("then", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(run[0])).ShouldBe(JobState.Completed);

        foreach (var filter in new[] { new JobFilter(), new JobFilter { State = JobState.Failed } })
        {
            var wish = Wish(BulkAction.Retry, filter);
            (await ApplyAsync(wish with { DryRun = true })).Ids.ShouldBeEmpty();
            (await ApplyAsync(wish with { Ids = run })).Ids.ShouldBeEmpty();
            (await ApplyAsync(wish)).ShouldSatisfyAllConditions(reply => reply.Ids.ShouldBeEmpty(), reply => reply.Done.ShouldBe(0));
        }

        (await StateAsync(run[2])).ShouldBe(JobState.Completed);
        (await Store.Control.ReopenAsync(run[1], "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await StateAsync(run[2])).ShouldBe(JobState.Blocked, "whoever names it has it back, with what came after it");
    }

    [Fact]
    public async Task So_it_is_with_what_belongs_to_a_step_that_may_fail()
    {
        var run = await AddAllAsync(Samples.Run(), Samples.Step("may") with { MayFail = true }, Samples.Step("then", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Expanded([new NewJob { Kind = "item", Step = "may.0" }, new NewJob { Kind = "item", Step = "may.1" }]));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(run[0])).ShouldBe(JobState.Completed);

        var wish = Wish(BulkAction.Retry);
        (await ApplyAsync(wish with { DryRun = true })).Ids.ShouldBeEmpty();
        (await ApplyAsync(wish)).Ids.ShouldBeEmpty();
        (await Store.Control.ReopenAsync(run[0], "ann", Cancel)).Result.ShouldBe(ControlResult.Refused, "nothing in it failed that it does not allow");
        (await Store.Control.ReopenAsync(run[1], "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await ClaimAsync()).Select(job => job.Step).ShouldBe(["may.0"]);
    }

    [Fact]
    public async Task A_run_is_taken_back_once_and_a_retry_that_is_refused_is_counted_and_says_why()
    {
        var key = UniqueKey.WhileUnfinished("k");
        var run = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        var held = await AddAsync(Samples.Job() with { UniqueKeys = [key] });
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        var holder = await AddAsync(Samples.Job() with { UniqueKeys = [key] });
        var reply = await ApplyAsync(Wish(BulkAction.Retry));
        reply.Ids.ShouldBe([run[0], held]);
        (reply.Done, reply.Refused, reply.Complaint).ShouldBe(
            (3, 1, $"job {holder} holds the unique key of job {held}; wait for it to end, or cancel it"), "the run with both its steps");
        (await StateAsync(run[1])).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_dry_run_counts_what_will_be_done_and_no_more()
    {
        await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1), Samples.Job(), Samples.Job());
        var running = await ClaimOneAsync();

        var move = Wish(BulkAction.Move) with { Queue = "z" };
        (await ApplyAsync(move with { DryRun = true })).Ids.Count.ShouldBe(3);
        var moved = await ApplyAsync(move);
        (moved.Done, moved.Refused).ShouldBe((3, 1));
        await FinishAsync(running, Outcome.Retry("x", "y", TimeSpan.FromSeconds(5)));
        (await ApplyAsync(Wish(BulkAction.Cancel) with { DryRun = true })).Ids.Count.ShouldBe(5);
        (await ApplyAsync(Wish(BulkAction.Cancel))).Done.ShouldBe(5, "the run's steps end with it");
    }

    [Fact]
    public async Task Trees_that_are_over_are_deleted_by_their_roots()
    {
        var run = await AddAllAsync(Samples.Run(), Samples.Step("a"));
        var job = await AddAsync(Samples.Job());
        await CompleteAllAsync();
        var open = await AddAsync(Samples.Job());
        (await ApplyAsync(Wish(BulkAction.Delete, new() { Roots = false }) with { Ids = [job] })).Ids.ShouldBeEmpty();
        var reply = await ApplyAsync(Wish(BulkAction.Delete));
        (reply.Done, reply.Refused).ShouldBe((2, 0));
        reply.Ids.ShouldBe([run[0], job]);
        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).Select(one => one.Id).ShouldBe([open]);
        (await ApplyAsync(Wish(BulkAction.Delete, new() { Roots = false }))).Ids.ShouldBeEmpty();
        (await LastEntryAsync()).ShouldBe(new AuditEntry("ann", "JOBS_DELETED", "jobs: all", $"2 done; ids {run[0]} to {job}"));
    }

    [Fact]
    public async Task What_waits_moves_behind_those_that_are_there_and_what_runs_stays()
    {
        var ids = await AddAllAsync(
            Samples.Job(), Samples.Job() with { Delay = TimeSpan.FromSeconds(5) }, Samples.Job(), Samples.Job(), Samples.Job() with { Queue = "z" });
        await ClaimOneAsync();
        var reply = await ApplyAsync(Wish(BulkAction.Move) with { Queue = "z" });
        (reply.Done, reply.Requested, reply.Unchanged, reply.Refused).ShouldBe((3, 0, 1, 1));
        reply.Complaint.ShouldBe($"job {ids[0]} is running; only a job that waits to run has a place to change");
        (await GetAsync(ids[0])).Queue.ShouldBe("default");
        (await LastEntryAsync()).ShouldBe(
            new AuditEntry("ann", "JOBS_MOVED", "jobs to queue=z", $"3 done, 1 unchanged, 1 left; ids {ids[0]} to {ids[4]}"));
        var late = await AddAsync(Samples.Job() with { Queue = "z" });
        Pass(9);
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await AskAsync(100, null, new ClaimLane("z", 100))).Jobs.Select(job => job.Id).ShouldBe([ids[4], ids[2], ids[3], late, ids[1]]);
    }

    [Fact]
    public async Task Another_priority_counts_at_once_for_what_is_ready_blocked_or_put_back()
    {
        var first = await AddAsync(Samples.Job());
        await FinishAsync(await ClaimOneAsync(), Outcome.Released);
        var ids = await AddAllAsync(
            Samples.Job() with { Slots = [new("k", 1)] }, Samples.Job() with { Slots = [new("k", 1)] }, Samples.Job("last") with { Slots = [new("k", 1)] },
            Samples.Job() with { Priority = 9 });
        await ApplyAsync(Wish(BulkAction.Reprioritise) with { Ids = [ids[2], first], Priority = 9 });
        (await LastEntryAsync()).ShouldBe(new AuditEntry("ann", "JOBS_REPRIORITISED", "jobs ids=2 to priority=9", $"2 done; ids {first} to {ids[2]}"));
        var claimed = await ClaimAsync();
        claimed.Select(job => job.Id).ShouldBe([first, ids[3], ids[0]]);
        await FinishAsync(claimed[2], Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(ids[2]);
    }

    [Fact]
    public async Task Moving_keeps_a_slot_that_is_held()
    {
        var ids = await AddAllAsync(Samples.Job() with { Slots = [new("k", 1)] }, Samples.Job() with { Slots = [new("k", 1)] });
        await ApplyAsync(Wish(BulkAction.Move) with { Queue = "z" });
        var job = (await AskAsync(100, null, new ClaimLane("z", 100))).Jobs.ShouldHaveSingleItem();
        job.Id.ShouldBe(ids[0]);
        await FinishAsync(job, Outcome.Completed());
        (await AskAsync(100, null, new ClaimLane("z", 100))).Jobs.ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
    }

    [Fact]
    public async Task A_value_out_of_its_range_is_refused()
    {
        BulkRequest[] wrong =
        [
            Wish(BulkAction.Cancel) with { Limit = 0 }, Wish(BulkAction.Cancel) with { Limit = 1_001 }, Wish(BulkAction.Move),
            Wish(BulkAction.Move) with { Queue = new string('q', 101) }, Wish(BulkAction.Reprioritise), Wish(BulkAction.Reprioritise) with { Priority = 10 },
            Wish(BulkAction.Cancel) with { Ids = [.. Enumerable.Range(1, 1_001)] },
        ];
        foreach (var wish in wrong)
        {
            await Should.ThrowAsync<RefusedException>(() => ApplyAsync(wish));
        }
    }

    [Fact]
    [Trait("tier", "soak")]
    public async Task Many_are_moved_and_cancelled_while_somebody_claims()
    {
        const int Chunks = 20;
        for (var i = 0; i < Chunks; i++)
        {
            await AddAllAsync([.. Enumerable.Repeat(Samples.Job(), IJobStore.MaxBatch)]);
        }

        var worker = await RegisterAsync("busy");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var claimer = Task.Run(() => WorkAsync(worker, stop.Token), Cancel);
        var moved = await InPartsAsync(Wish(BulkAction.Move, new() { Queue = "default" }) with { Queue = "z" });
        var cancelled = await InPartsAsync(Wish(BulkAction.Cancel, new() { Queue = "z" }));
        await stop.CancelAsync();
        var ran = await claimer;

        ran.ShouldBeUnique();
        (await Store.Queries.ListQueuesAsync(Cancel)).Sum(queue => queue.Ready + queue.Running).ShouldBe(0);
        moved.ShouldBeGreaterThan(0);
        cancelled.ShouldBeGreaterThan(0);
        var states = await CountAsync();
        states.GetValueOrDefault(JobState.Completed).ShouldBe(ran.Count);
        (states.GetValueOrDefault(JobState.Completed) + states.GetValueOrDefault(JobState.Cancelled)).ShouldBe(Chunks * IJobStore.MaxBatch);
    }

    private async Task<int> InPartsAsync(BulkRequest wish)
    {
        var done = 0;
        for (long? after = 0; after is { } from;)
        {
            var reply = await ApplyAsync(wish with { After = from });
            done += reply.Done + reply.Requested;
            after = reply.Next;
        }

        return done;
    }

    /// <summary>Takes jobs of both queues until it is told to stop, and completes every one.</summary>
    private async Task<List<long>> WorkAsync(Guid worker, CancellationToken stop)
    {
        var ran = new List<long>();
        while (!stop.IsCancellationRequested)
        {
            foreach (var job in (await AskAsync(10, worker, new ClaimLane("default", 5), new ClaimLane("z", 5))).Jobs)
            {
                ran.Add(job.Id);
                (await FinishAsync(job, Outcome.Completed())).ShouldBe(FinishReply.Accepted);
            }
        }

        return ran;
    }

    private async Task<Dictionary<JobState, int>> CountAsync()
    {
        var counts = new Dictionary<JobState, int>();
        for (long? before = long.MaxValue; before is { } from;)
        {
            var page = await Store.Queries.ListAsync(new JobFilter(), new JobPage(IJobStore.MaxBatch, from), Cancel);
            foreach (var job in page)
            {
                counts[job.State] = counts.GetValueOrDefault(job.State) + 1;
            }

            before = page.Count == 0 ? null : page[^1].Id;
        }

        return counts;
    }
}
