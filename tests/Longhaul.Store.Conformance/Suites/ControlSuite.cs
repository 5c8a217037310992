using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class ControlSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private Task<ControlReply> CancelJobAsync(long id) => Store.Control.CancelAsync(id, "ann", "enough", Cancel);

    private Task<ControlReply> RetryAsync(long id) => Store.Control.ReopenAsync(id, "ann", Cancel);

    [Fact]
    public async Task A_job_that_waits_for_its_time_goes_at_once_when_it_is_retried()
    {
        var slot = new SlotKey("k", 1);
        var delayed = await AddAsync(Samples.Job() with { Delay = TimeSpan.FromHours(1), Slots = [slot] });
        var failed = await AddAsync(Samples.Job() with { Slots = [slot] });
        await FinishAsync(await ClaimOneAsync(), Outcome.Retry("x", "again", TimeSpan.FromHours(1)));

        (await RetryAsync(failed)).Result.ShouldBe(ControlResult.Done);
        (await Store.Control.ApplyAsync(new BulkRequest { Action = BulkAction.Retry, Actor = "ann", Filter = new JobFilter { State = JobState.Scheduled } }, Cancel))
            .Ids.ShouldBe([delayed]);

        (await GetAsync(failed)).ShouldSatisfyAllConditions(
            job => job.State.ShouldBe(JobState.Ready), job => job.DueAt.ShouldBeNull(), job => job.Failures.ShouldBe(1), job => job.Error!.Message.ShouldBe("again"));
        (await GetAsync(delayed)).ShouldSatisfyAllConditions(job => job.State.ShouldBe(JobState.Blocked), job => job.DueAt.ShouldBeNull());
        var again = await ClaimOneAsync();
        (again.Id, again.Attempt).ShouldBe((failed, 2));
        await FinishAsync(again, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(delayed);
        (await Store.Audit.ListAsync(10, null, Cancel)).ShouldContain(record => record.Entry.Action == "JOB_RETRIED");
        (await RetryAsync(delayed)).Result.ShouldBe(ControlResult.Refused);
    }

    [Fact]
    public async Task What_waits_is_cancelled_at_once_and_what_runs_is_asked()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job() with { Delay = TimeSpan.FromSeconds(5) });
        var job = await ClaimOneAsync();
        (await CancelJobAsync(ids[1])).Result.ShouldBe(ControlResult.Done);
        (await CancelJobAsync(ids[0])).Result.ShouldBe(ControlResult.Requested);
        (await GetAsync(ids[1])).Error.ShouldBe(new JobError("cancelled", "cancelled by ann: enough"));
        (await GetAsync(ids[0])).ShouldSatisfyAllConditions(j => j.State.ShouldBe(JobState.Running), j => j.CancelRequested.ShouldBeTrue());
        await FinishAsync(job, Outcome.Cancelled("stopped"));
        (await CancelJobAsync(ids[0])).Result.ShouldBe(ControlResult.Unchanged);
        (await CancelJobAsync(999)).Result.ShouldBe(ControlResult.NotFound);
    }

    [Fact]
    public async Task A_job_that_was_asked_to_stop_never_runs_again()
    {
        foreach (var outcome in (Outcome[])[Outcome.Retry("x", "y", TimeSpan.FromSeconds(1)), Outcome.Snoozed(TimeSpan.FromSeconds(1)), Outcome.Released])
        {
            var id = await AddAsync(Samples.Job());
            var job = await ClaimOneAsync();
            await CancelJobAsync(id);
            (await FinishAsync(job, outcome)).ShouldBe(FinishReply.Accepted);
            (await StateAsync(id)).ShouldBe(JobState.Cancelled);
        }
    }

    [Fact]
    public async Task A_job_that_completes_although_it_was_asked_to_stop_is_completed()
    {
        var id = await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        await CancelJobAsync(id);
        await FinishAsync(job, Outcome.Completed());
        (await StateAsync(id)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task Cancelling_a_run_cancels_all_of_it_and_it_ends_with_what_still_runs()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1), Samples.Step("c", 2));
        var job = await ClaimOneAsync();
        (await CancelJobAsync(ids[0])).Result.ShouldBe(ControlResult.Requested);
        (await GetAsync(ids[3])).Error!.Message.ShouldBe("cancelled by ann: enough");
        (await StateAsync(ids[0])).ShouldBe(JobState.Blocked);
        await FinishAsync(job, Outcome.Cancelled("stopped"));
        (await GetAsync(ids[0])).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(JobState.Cancelled), r => r.Error!.Message.ShouldBe("cancelled by ann: enough"));
    }

    [Fact]
    public async Task A_failed_job_is_taken_back_with_its_counters()
    {
        var id = await AddAsync(Samples.Job());
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        (await RetryAsync(id)).Result.ShouldBe(ControlResult.Done);
        var back = await GetAsync(id);
        (back.State, back.Attempt, back.Failures, back.Error, back.FinishedAt).ShouldBe((JobState.Ready, 1, 1, null, null));
        var again = await ClaimOneAsync();
        again.Attempt.ShouldBe(2);
        await FinishAsync(again, Outcome.Completed());
        (await Store.Queries.ListAttemptsAsync(id, Cancel)).Select(a => a.Outcome).ShouldBe(["failed", "completed"]);
    }

    [Fact]
    public async Task A_failed_run_goes_on_where_it_failed()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1), Samples.Step("c", 2));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed("""{"a":1}"""));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        (await StateAsync(ids[0])).ShouldBe(JobState.Failed);
        (await RetryAsync(ids[0])).Result.ShouldBe(ControlResult.Done);
        (await GetAsync(ids[0])).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(JobState.Blocked), r => r.OpenChildren.ShouldBe(2), r => r.Error.ShouldBeNull());
        (await GetAsync(ids[1])).ShouldSatisfyAllConditions(
            a => a.State.ShouldBe(JobState.Completed), a => a.Output.ShouldBe("""{"a":1}"""));
        (await ClaimOneAsync()).ShouldSatisfyAllConditions(b => b.Id.ShouldBe(ids[2]));
    }

    [Fact]
    public async Task Retrying_a_step_runs_from_there()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1), Samples.Step("c", 2), Samples.Step("d", 1));
        await CompleteAllAsync();
        (await RetryAsync(ids[2])).Result.ShouldBe(ControlResult.Done);
        (await StateAsync(ids[4])).ShouldBe(JobState.Completed);
        (await StateAsync(ids[3])).ShouldBe(JobState.Blocked);
        (await ClaimOneAsync()).Id.ShouldBe(ids[2]);
    }

    [Fact]
    public async Task A_step_that_already_runs_is_left_alone_when_what_it_waited_for_is_run_again_and_fails()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        var second = await ClaimOneAsync();
        (await RetryAsync(ids[1])).Result.ShouldBe(ControlResult.Done);
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        (await StateAsync(ids[2])).ShouldBe(JobState.Running);
        (await FinishAsync(second, Outcome.Completed())).ShouldBe(FinishReply.Accepted);
        (await StateAsync(ids[0])).ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_step_that_waits_for_two_waits_again_for_the_one_that_is_run_again()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b"), Samples.Step("c", 1, 2));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await RetryAsync(ids[1])).Result.ShouldBe(ControlResult.Done);
        (await GetAsync(ids[3])).WaitingFor.ShouldBe(2);
        foreach (var job in await ClaimAsync())
        {
            (await StateAsync(ids[3])).ShouldBe(JobState.Blocked);
            await FinishAsync(job, Outcome.Completed());
        }

        (await StateAsync(ids[3])).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_retry_that_makes_no_sense_is_refused_with_a_reason()
    {
        var open = await AddAsync(Samples.Job());
        (await RetryAsync(open)).Result.ShouldBe(ControlResult.Refused);
        (await RetryAsync(999)).Result.ShouldBe(ControlResult.NotFound);
        await CompleteAllAsync();
        var run = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        var reply = await RetryAsync(run[2]);
        (reply.Result, reply.Message).ShouldBe(
            (ControlResult.Refused, $"job {run[2]} waits for job {run[1]}, which is failed; retry that one, or the whole run"));
        (await RetryAsync(run[0])).Result.ShouldBe(ControlResult.Done);
        await CompleteAllAsync();
        (await RetryAsync(run[0])).Result.ShouldBe(ControlResult.Refused);
    }

    [Fact]
    public async Task A_retry_takes_the_unique_key_again_or_names_its_holder()
    {
        var job = Samples.Job() with { UniqueKeys = [UniqueKey.WhileUnfinished("k")] };
        var first = await AddAsync(job);
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "y"));
        var second = await AddAsync(job);
        var reply = await RetryAsync(first);
        reply.Result.ShouldBe(ControlResult.Refused);
        reply.Message!.ShouldContain($"job {second} holds");
        await CompleteAllAsync();
        (await RetryAsync(first)).Result.ShouldBe(ControlResult.Done);
        (await Store.Intake.EnqueueAsync([job], Cancel)).ShouldBe([new Enqueued(first, true)]);
    }

    [Fact]
    public async Task Only_what_is_over_is_deleted_and_only_by_its_root()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"));
        (await Store.Control.DeleteAsync(ids[0], "ann", Cancel)).Result.ShouldBe(ControlResult.Refused);
        await CompleteAllAsync();
        (await Store.Control.DeleteAsync(ids[1], "ann", Cancel)).Result.ShouldBe(ControlResult.Refused);
        (await Store.Control.DeleteAsync(ids[0], "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await Store.Queries.GetAsync(ids[1], Cancel)).ShouldBeNull();
        (await Store.Queries.ListAttemptsAsync(ids[1], Cancel)).ShouldBeEmpty();
        (await Store.Control.DeleteAsync(ids[0], "ann", Cancel)).Result.ShouldBe(ControlResult.NotFound);
    }

    [Fact]
    public async Task Every_act_of_a_person_is_in_the_audit_log()
    {
        var id = await AddAsync(Samples.Job());
        await CancelJobAsync(id);
        Pass(1);
        await RetryAsync(id);
        await Store.Control.PauseAsync(PauseTarget.Queue("default"), "bob", cancel: Cancel);
        await Store.Audit.AppendAsync(new AuditEntry("w1", "WORKER_STARTED", "worker w1", "d"), Cancel);
        var entries = await Store.Audit.ListAsync(10, null, Cancel);
        entries.Select(e => e.Entry.Action).ShouldBe(["WORKER_STARTED", "QUEUE_PAUSED", "JOB_RETRIED", "JOB_CANCELLED"]);
        entries[3].Entry.ShouldBe(new AuditEntry("ann", "JOB_CANCELLED", $"job {id}", "enough"));
        entries[2].At.ShouldBe(Clock.Now);
        (await Store.Audit.ListAsync(10, entries[2].Id, Cancel)).ShouldHaveSingleItem().ShouldBe(entries[3]);
    }
}
