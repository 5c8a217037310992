using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Workers;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class OutageTests
{
    [Fact]
    public async Task While_the_store_is_away_jobs_run_on_and_their_outcomes_are_delivered_before_anything_is_claimed()
    {
        await using var worker = new TestWorker();
        var go = new TaskCompletionSource();
        worker.Runner.Attempt = async (_, _) =>
        {
            await go.Task;
            return Outcome.Completed();
        };
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);

        worker.Faults.Always = Fault.Unreachable;
        await worker.Log.WaitForAsync("STORE_LOST");
        worker.Host.Current.Status.ShouldBe(WorkerStatus.Degraded);
        worker.Host.Current.LastError.ShouldBe("The test has cut the line.");
        go.SetResult();
        await worker.Log.WaitForAsync("STORE_RETRY", 3);
        (await worker.Inner.Queries.GetAsync(id))!.State.ShouldBe(JobState.Running);
        var before = worker.Faults.Calls.Count;
        var next = await worker.EnqueueAsync();
        worker.Faults.Always = Fault.None;

        (await worker.UntilAsync(id, JobState.Completed)).Attempt.ShouldBe(1);
        await worker.UntilAsync(next, JobState.Completed);
        worker.Host.Current.Status.ShouldBe(WorkerStatus.Healthy);
        var order = worker.Faults.Calls.Skip(before).ToList();
        order.LastIndexOf("RenewAsync", order.IndexOf("FinishAsync")).ShouldBeGreaterThanOrEqualTo(0);
        order.IndexOf("FinishAsync").ShouldBeLessThan(order.IndexOf("ClaimAsync"));
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_strands_nothing()
    {
        await using var worker = new TestWorker();
        worker.Faults.Once("ClaimAsync", Fault.AnswerLost);
        var ids = await worker.EnqueueManyAsync(3);

        await worker.StartAsync();

        foreach (var id in ids)
        {
            (await worker.UntilAsync(id, JobState.Completed)).Attempt.ShouldBe(1);
        }

        var claims = worker.Faults.Arguments<ClaimRequest>("ClaimAsync").ToList();
        claims[1].Token.ShouldBe(claims[0].Token);
    }

    [Fact]
    public async Task A_claim_that_never_reached_the_store_is_made_again()
    {
        await using var worker = new TestWorker();
        worker.Faults.Once("ClaimAsync", Fault.Unreachable);
        var id = await worker.EnqueueAsync();

        await worker.StartAsync();

        (await worker.UntilAsync(id, JobState.Completed)).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task An_outcome_whose_answer_was_lost_is_accepted_and_not_called_fenced()
    {
        await using var worker = new TestWorker();
        worker.Faults.Once("FinishAsync", Fault.AnswerLost);
        var id = await worker.EnqueueAsync();

        await worker.StartAsync();
        await worker.Log.WaitForAsync("JOB_ENDED");

        (await worker.Inner.Queries.GetAsync(id))!.State.ShouldBe(JobState.Completed);
        worker.Faults.Calls.Count(call => call == "FinishAsync").ShouldBe(2);
        worker.Log.Events.ShouldNotContain("OUTCOME_FENCED");
    }

    [Fact]
    public async Task An_outcome_whose_answer_was_lost_is_accepted_where_no_history_is_kept()
    {
        await using var worker = new TestWorker();
        worker.Faults.Once("FinishAsync", Fault.AnswerLost);
        await worker.EnqueueAsync(job: new NewJob { Kind = "work", KeepHistory = false });

        await worker.StartAsync();
        await worker.Log.WaitForAsync("JOB_ENDED");

        worker.Log.Events.ShouldNotContain("OUTCOME_FENCED");
    }

    [Fact]
    public async Task A_call_that_never_answers_counts_as_an_outage_and_not_for_ever()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { StoreTimeout = TimeSpan.FromMilliseconds(200) };
        worker.Faults.Once("ClaimAsync", Fault.Hangs);
        worker.Faults.Once("FinishAsync", Fault.Hangs);
        var id = await worker.EnqueueAsync();

        await worker.StartAsync();

        (await worker.UntilAsync(id, JobState.Completed)).Attempt.ShouldBe(1);
        await worker.Log.WaitForAsync("STORE_LOST", 2);
    }

    [Theory]
    [InlineData(Fault.Forbidden, "The test has forbidden it.")]
    [InlineData(Fault.Held, "The test holds a key.")]
    public async Task A_chore_that_the_store_does_not_do_is_said_once_and_keeps_nothing_else(Fault fault, string error)
    {
        await using var worker = new TestWorker();
        worker.Faults.From("MaintainAsync", fault);
        worker.Faults.From("PromoteDueAsync", fault);
        await worker.StartAsync();

        (await worker.Log.WaitForAsync("STORE_CALL_HINDERED", 2)).Message.ShouldContain(error);
        for (var i = 0; i < 3; i++)
        {
            await worker.UntilAsync(await worker.EnqueueAsync(), JobState.Completed);
        }

        worker.Host.Current.Status.ShouldBe(WorkerStatus.Healthy);
        worker.Log.Events.ShouldNotContain("STORE_LOST");
        worker.Log.Events.Count(name => name == "STORE_CALL_HINDERED").ShouldBe(2);
    }

    [Fact]
    public async Task An_outcome_that_the_store_cannot_take_just_now_is_delivered_later_as_it_is()
    {
        await using var worker = new TestWorker();
        for (var i = 0; i < 2; i++)
        {
            worker.Faults.Once("FinishAsync", Fault.Held);
        }

        var id = await worker.EnqueueAsync();
        await worker.StartAsync();

        (await worker.UntilAsync(id, JobState.Completed)).Attempt.ShouldBe(1);
        worker.Log.Events.ShouldNotContain("OUTCOME_REFUSED");
        worker.Log.Events.ShouldNotContain("STORE_LOST");
    }

    [Fact]
    public void Outcomes_are_delivered_together_as_far_as_they_are_not_too_large()
    {
        var pending = new PendingOutcomes();
        foreach (var size in (int[])[10, 90, 1, 200, 1])
        {
            var attempt = new AttemptRef(size, new AttemptToken(Guid.NewGuid(), 1));
            pending.Add(new PendingOutcome(new Finish(attempt, Outcome.Completed(new string('x', size))), "work"));
        }

        pending.Peek(1_000, 100).Count.ShouldBe(2);
        pending.Peek(1, 100).Count.ShouldBe(1);
        pending.Remove(pending.Peek(3));
        pending.Peek(1_000, 100).ShouldHaveSingleItem().Weight.ShouldBe(200);
        pending.Peek(1_000).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_store_the_worker_starts_lives_degraded_and_goes_on_once_there_is_one()
    {
        await using var worker = new TestWorker();
        worker.Faults.Always = Fault.Unreachable;
        var id = await worker.EnqueueAsync();

        worker.Begin();
        var waits = await worker.Log.WaitForAsync("STARTUP_WAITS");
        waits.Message.ShouldStartWith("[3/6] store: The test has cut the line. Trying again in 2 s.");
        worker.Host.Current.Status.ShouldBe(WorkerStatus.Degraded);
        worker.Host.Current.StoreConnected.ShouldBeFalse();

        worker.Faults.Always = Fault.None;
        await worker.UntilAsync(id, JobState.Completed);
    }

    [Fact]
    public async Task A_worker_that_waits_for_its_store_can_be_stopped()
    {
        await using var worker = new TestWorker();
        worker.Faults.Always = Fault.Unreachable;
        worker.Begin();
        await worker.Log.WaitForAsync("STARTUP_WAITS");

        (await worker.StopAsync()).ShouldBe(WorkerExit.Stopped);
    }

    [Fact]
    public async Task A_store_that_can_never_work_ends_the_start()
    {
        await using var worker = new TestWorker(new UnusableStore());
        worker.Options = worker.Options with { Migrate = false };

        var e = await Should.ThrowAsync<StoreUnusableException>(() => worker.Host.RunAsync(TestContext.Current.CancellationToken));

        e.Message.ShouldBe("It is too new.");
        worker.Log.Events.ShouldContain("STARTUP_FAILED");
    }

    [Fact]
    public void The_store_is_tried_again_after_2_4_8_16_32_and_then_always_32_seconds()
    {
        var backoff = new ReconnectBackoff();
        Enumerable.Range(0, 7).Select(_ => backoff.Next().TotalSeconds).ShouldBe([2, 4, 8, 16, 32, 32, 32]);

        backoff.Reset();
        backoff.Next().TotalSeconds.ShouldBe(2);
    }
}
