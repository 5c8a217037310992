using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class FencingTests
{
    [Fact]
    public async Task A_worker_declared_dead_kills_its_jobs_drops_their_outcomes_and_lives_on_under_a_new_instance()
    {
        await using var worker = new TestWorker();
        var reason = new TaskCompletionSource<StopReason>();
        worker.Runner.Attempt = async (job, stop) =>
        {
            if (job.Attempt > 1)
            {
                return Outcome.Completed("""{"by":"successor"}""");
            }

            await FakeRunner.Signalled(stop.KillNow);
            reason.SetResult(stop.Reason);
            return Outcome.Completed("""{"by":"the dead"}""");
        };
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);
        var first = worker.Host.Current.Instance;

        await worker.Inner.Workers.DeregisterAsync(first, TestContext.Current.CancellationToken);

        (await reason.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldBe(StopReason.Lost);
        await worker.Log.WaitForAsync("LEASE_LOST");
        await worker.Log.WaitForAsync("OUTCOME_DROPPED");
        var job = await worker.UntilAsync(id, JobState.Completed);
        job.Output.ShouldBe("""{"by":"successor"}""");
        job.Attempt.ShouldBe(2);
        worker.Host.Current.Instance.ShouldNotBe(first);
        await worker.StopAsync();
        worker.Settled.Select(attempt => (attempt.JobId, attempt.Token.Instance == first)).ShouldBe([(id, true), (id, false)], "of what was dropped nothing more becomes either");
        worker.Faults.Arguments<IReadOnlyList<Finish>>("FinishAsync").SelectMany(items => items)
            .ShouldAllBe(finish => finish.Attempt.Token.Instance != first);
    }

    [Fact]
    public async Task An_attempt_that_the_store_gave_to_somebody_else_is_killed_and_the_others_go_on()
    {
        await using var worker = new TestWorker();
        var stops = new Dictionary<long, AttemptStop>();
        worker.Runner.Attempt = (job, stop) =>
        {
            lock (stops)
            {
                stops[job.Id] = stop;
            }

            return job.Attempt > 1 ? Task.FromResult(Outcome.Completed()) : FakeRunner.UntilStoppedAsync(job, stop);
        };
        var ids = await worker.EnqueueManyAsync(2);
        await worker.StartAsync();
        var taken = (await worker.UntilAsync(ids[0], JobState.Running)).Running!.Value;
        await worker.UntilAsync(ids[1], JobState.Running);

        await worker.Inner.Outcomes.FinishAsync([new Finish(taken, Outcome.Completed("""{"by":"somebody else"}"""))]);

        (await worker.Log.WaitForAsync("ATTEMPT_LOST")).Message.ShouldContain($"Job {ids[0]}");
        await worker.Log.WaitForAsync("OUTCOME_DROPPED");
        stops[ids[1]].Reason.ShouldBe(StopReason.None);
        (await worker.Inner.Queries.GetAsync(ids[0]))!.Output.ShouldBe("""{"by":"somebody else"}""");
    }

    [Fact]
    public async Task An_outcome_that_comes_too_late_is_refused_and_changes_nothing()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { Places = 1, Lease = new LeasePolicy(TimeSpan.FromMinutes(10)) };
        var go = new TaskCompletionSource();
        worker.Runner.Attempt = async (_, _) =>
        {
            await go.Task;
            return Outcome.Failed("late", "I am late");
        };
        var id = await worker.EnqueueAsync();
        await worker.StartAsync();
        var attempt = (await worker.UntilAsync(id, JobState.Running)).Running!.Value;
        await worker.Inner.Outcomes.FinishAsync([new Finish(attempt, Outcome.Released)]);
        var other = new AttemptToken(Guid.NewGuid(), 1);
        await worker.Inner.Workers.RegisterAsync(
            new WorkerRegistration { Instance = other.Instance, Label = "w2", Process = worker.Proof.Self, Version = "1" });
        await worker.Inner.Claims.ClaimAsync(new ClaimRequest { Token = other, Lanes = [new ClaimLane("default", 1)], Limit = 1 });

        go.SetResult();

        (await worker.Log.WaitForAsync("OUTCOME_FENCED")).Message.ShouldContain($"Job {id}");
        var job = (await worker.Inner.Queries.GetAsync(id))!;
        job.State.ShouldBe(JobState.Running);
        job.Token.ShouldBe(other);
        job.Failures.ShouldBe(0);
    }

    [Fact]
    public async Task No_token_is_ever_used_twice_not_even_across_lives()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();
        for (var life = 1; life <= 3; life++)
        {
            await worker.UntilAsync(await worker.EnqueueAsync(), JobState.Completed);
            await worker.Inner.Workers.DeregisterAsync(worker.Host.Current.Instance);
            await worker.Log.WaitForAsync("WORKER_REGISTERED", life + 1);
        }

        worker.Faults.Arguments<ClaimRequest>("ClaimAsync").Select(request => request.Token).ShouldBeUnique();
        worker.Runner.Started.Select(job => job.Token!.Value.Claim).ShouldBeUnique();
    }
}
