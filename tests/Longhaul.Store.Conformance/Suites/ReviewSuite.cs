using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Jobs that wait for a person.</summary>
public abstract class ReviewSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static readonly ReviewRequest Question = new() { Title = "Publish it?", Show = ["make/final.mp4"] };

    [Fact]
    public async Task What_waits_for_a_person_holds_neither_worker_nor_slot()
    {
        var slots = new[] { new SlotKey("k", 1) };
        var ids = await AddAllAsync(Samples.Job() with { Slots = slots }, Samples.Job() with { Slots = slots });

        await AskPersonAsync(Question);

        var waiting = await GetAsync(ids[0]);
        (waiting.State, waiting.Admitted, JobStatus.Of(waiting)).ShouldBe((JobState.AwaitingReview, false, "awaiting_review"));
        (await Store.Claims.ListHeldAsync(Me, Cancel)).ShouldBeEmpty();
        (await ClaimOneAsync()).Id.ShouldBe(ids[1]);
        var review = Review.Read(waiting.Decision).ShouldNotBeNull();
        (review.Request.Title, review.Request.Show.ShouldHaveSingleItem(), review.Revision, review.OpenedAt).ShouldBe(("Publish it?", "make/final.mp4", 1, Clock.Now));
    }

    [Fact]
    public async Task An_approved_job_is_completed_and_what_waits_for_it_goes_on()
    {
        var (run, gate, after) = await GateAsync(Question);
        Pass(7);

        (await Store.Reviews.ApproveAsync(gate, "ann", "fine", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);

        var job = await GetAsync(gate);
        (job.State, JobStatus.Of(job), job.FinishedAt).ShouldBe((JobState.Completed, "approved", Clock.Now));
        job.Output.ShouldBe("""{"revision":1,"approved_by":"ann","note":"fine"}""");
        Review.Read(job.Decision)!.Votes.ShouldBe([new ReviewVote(true, "ann", Clock.Now, "fine", 1)]);
        var entry = (await Store.Audit.ListAsync(1, null, Cancel)).Single().Entry;
        (entry.Actor, entry.Action, entry.Subject, entry.Detail).ShouldBe(("ann", "REVIEW_APPROVED", $"job {gate}", "fine"));
        (await ClaimOneAsync()).Id.ShouldBe(after);
        await FinishAsync(await GetAsync(after), Outcome.Completed());
        (await StateAsync(run)).ShouldBe(JobState.Completed);
        JobStatus.Of(await GetAsync(run)).ShouldBe("completed");
    }

    [Fact]
    public async Task A_rejected_job_fails_and_its_run_with_it()
    {
        var (run, gate, after) = await GateAsync(Question);

        (await Store.Reviews.RejectAsync(gate, "ann", "too loud", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);

        var job = await GetAsync(gate);
        (job.State, JobStatus.Of(job), job.Error).ShouldBe((JobState.Failed, "rejected", new JobError("rejected", "rejected by ann: too loud")));
        (await StateAsync(after)).ShouldBe(JobState.Cancelled);
        (await StateAsync(run)).ShouldBe(JobState.Failed);
        JobStatus.Of(await GetAsync(run)).ShouldBe("failed");
    }

    [Fact]
    public async Task It_is_decided_once_however_many_say_so()
    {
        var (_, gate, _) = await GateAsync(Question);

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => i % 2 == 0
            ? Store.Reviews.ApproveAsync(gate, "p" + i, null, cancel: Cancel)
            : Store.Reviews.RejectAsync(gate, "p" + i, null, cancel: Cancel))));

        replies.Count(reply => reply.Result == ControlResult.Done).ShouldBe(1);
        var job = await GetAsync(gate);
        var vote = Review.Read(job.Decision)!.Votes.ShouldHaveSingleItem();
        vote.Approved.ShouldBe(job.State == JobState.Completed);
        (await Store.Audit.ListAsync(100, null, Cancel)).Count(entry => entry.Entry.Action.StartsWith("REVIEW_", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Saying_it_again_is_nothing_new_and_the_contrary_is_refused()
    {
        var (_, gate, _) = await GateAsync(Question);
        await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel);

        (await Store.Reviews.ApproveAsync(gate, "bob", null, cancel: Cancel)).ShouldBe(new ControlReply(ControlResult.Unchanged, $"job {gate} is over already: approved by ann"));
        (await Store.Reviews.RejectAsync(gate, "bob", null, cancel: Cancel)).ShouldBe(new ControlReply(ControlResult.Refused, $"job {gate} is over already: approved by ann"));
    }

    [Fact]
    public async Task What_was_cancelled_cannot_be_approved()
    {
        var (run, gate, after) = await GateAsync(Question);
        await Store.Control.CancelAsync(run, "ann", null, Cancel);

        (await Store.Reviews.ApproveAsync(gate, "bob", null, cancel: Cancel)).ShouldBe(new ControlReply(ControlResult.Refused, $"job {gate} is over already: cancelled"));

        (await StateAsync(after)).ShouldBe(JobState.Cancelled);
        (await StateAsync(run)).ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task What_asks_nobody_cannot_be_approved()
    {
        var id = await AddAsync(Samples.Job());

        (await Store.Reviews.ApproveAsync(id, "ann", null, cancel: Cancel)).Message.ShouldBe($"job {id} is ready and asks nobody; `review list` shows what waits for a person");
        (await Store.Reviews.RejectAsync(id + 1, "ann", null, cancel: Cancel)).Result.ShouldBe(ControlResult.NotFound);
    }

    [Fact]
    public async Task Two_approvers_are_two_people()
    {
        var (_, gate, _) = await GateAsync(Question with { Approvers = 2 });

        (await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel)).ShouldBe(
            new ControlReply(ControlResult.Done, $"job {gate} is approved by 1 of 2; it waits for another person"));
        (await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel)).ShouldBe(
            new ControlReply(ControlResult.Unchanged, $"ann has approved job {gate} already; another person has to"));
        (await StateAsync(gate)).ShouldBe(JobState.AwaitingReview);
        (await Store.Reviews.ApproveAsync(gate, "bob", "me too", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);

        (await GetAsync(gate)).Output.ShouldBe("""{"revision":1,"approved_by":"ann, bob","note":"me too"}""");
    }

    [Fact]
    public async Task A_rejection_sends_the_run_back_to_the_step_that_is_named()
    {
        var (run, gate, after) = await GateAsync(Question with { OnReject = "script" });
        var tree = await Store.Queries.ListTreeAsync(run, Cancel);
        var script = tree.Single(job => job.Step == "script").Id;

        (await Store.Reviews.RejectAsync(gate, "ann", "shorter, please", cancel: Cancel)).ShouldBe(
            new ControlReply(ControlResult.Done, $"run {run} goes again from step script"));

        (await StateAsync(gate)).ShouldBe(JobState.Blocked);
        (await StateAsync(after)).ShouldBe(JobState.Blocked);
        ReviewNote.Read((await GetAsync(run)).Checkpoint).ShouldBe(new ReviewNote("shorter, please", "ann", 2));
        (await Store.Reviews.ApproveAsync(gate, "bob", null, cancel: Cancel)).Result.ShouldBe(ControlResult.Refused);
        var again = await ClaimOneAsync();
        (again.Id, again.Attempt).ShouldBe((script, 2));
        await FinishAsync(again, Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        Pass(3);
        await AskPersonAsync(Question with { OnReject = "script" });
        var review = Review.Read((await GetAsync(gate)).Decision).ShouldNotBeNull();
        (review.Revision, review.OpenedAt).ShouldBe((2, Clock.Now));
        review.Votes.Select(vote => (vote.Approved, vote.By, vote.Note, vote.Revision)).ShouldBe([(false, "ann", "shorter, please", 1)]);
        (await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel)).Result.ShouldBe(ControlResult.Done);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        (await StateAsync(run)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task A_rejection_takes_back_all_of_a_list_of_which_only_a_part_failed()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("list") with { MayFail = true }, Samples.Step("gate", 1));
        await FinishAsync(await ClaimOneAsync(), Outcome.Expanded(
            [.. Enumerable.Range(0, 2).Select(i => new NewJob { Kind = "flow.list", Step = ItemStep.NameOf("list", i), Input = $$"""{"item":{{i}}}""" })]));
        await FinishAsync(await ClaimOneAsync(), Outcome.Failed("x", "no"));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await AskPersonAsync(Question with { OnReject = "list" });

        (await Store.Reviews.RejectAsync(ids[2], "ann", "other clips", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);

        var again = await ClaimOneAsync();
        (again.Id, again.Attempt, again.IsContainer).ShouldBe((ids[1], 2, false));
        (await Store.Queries.ListTreeAsync(ids[0], Cancel)).Select(job => job.Step).ShouldBe([null, "list", "gate"]);
        (await StateAsync(ids[2])).ShouldBe(JobState.Blocked);
    }

    [Fact]
    public async Task A_rejection_begins_anew_what_failed_and_had_kept_something()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script") with { MayFail = true }, Samples.Step("gate", 1));
        var script = await ClaimOneAsync();
        await Store.Claims.ReportAsync([new AttemptReport(script.Running!.Value, Checkpoint: """{"at":7}""")], Cancel);
        await FinishAsync(script, Outcome.Failed("x", "no"));
        await AskPersonAsync(Question with { OnReject = "script" });

        (await Store.Reviews.RejectAsync(ids[2], "ann", "shorter", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);

        (await ClaimOneAsync()).Checkpoint.ShouldBeNull();
    }

    [Fact]
    public async Task An_approval_of_an_earlier_revision_does_not_count()
    {
        var (_, gate, _) = await GateAsync(Question with { OnReject = "script", Approvers = 2 });
        await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel);
        await Store.Reviews.RejectAsync(gate, "bob", null, cancel: Cancel);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await AskPersonAsync(Question with { Approvers = 2 });

        (await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel)).Result.ShouldBe(ControlResult.Done);

        (await StateAsync(gate)).ShouldBe(JobState.AwaitingReview);
    }

    [Fact]
    public async Task Who_names_a_revision_decides_on_no_other()
    {
        var (_, gate, _) = await GateAsync(Question with { OnReject = "script" });
        var unseen = $"job {gate} is at revision 1, not 2; look at it first: longhaul review show {gate}";
        (await Store.Reviews.ApproveAsync(gate, "ann", null, 2, Cancel)).ShouldBe(new ControlReply(ControlResult.Refused, unseen));
        (await Store.Reviews.RejectAsync(gate, "bob", "louder", 1, Cancel)).Result.ShouldBe(ControlResult.Done);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await AskPersonAsync(Question with { OnReject = "script" });

        (await Store.Reviews.ApproveAsync(gate, "ann", null, 1, Cancel)).Result.ShouldBe(ControlResult.Refused, "she has looked at the first");
        (await Store.Reviews.RejectAsync(gate, "bob", "louder", 1, Cancel)).ShouldBe(
            new ControlReply(ControlResult.Unchanged, $"bob has rejected revision 1 of job {gate} already"), "its answer may have been lost");
        (await StateAsync(gate)).ShouldBe(JobState.AwaitingReview);
        (await Store.Reviews.ApproveAsync(gate, "ann", null, 2, Cancel)).Result.ShouldBe(ControlResult.Done);
        (await Store.Reviews.ApproveAsync(gate, "ann", null, 2, Cancel)).Result.ShouldBe(ControlResult.Unchanged);
        (await StateAsync(gate)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task What_has_expired_is_not_decided_by_whoever_comes_before_its_end_is_noticed()
    {
        var (_, gate, _) = await GateAsync(Question with { Expires = TimeSpan.FromHours(2) });
        Pass(7_200);
        (await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel)).ShouldBe(
            new ControlReply(ControlResult.Refused, $"nobody decided on job {gate} in time; it fails in a moment"));
        await Store.Upkeep.PromoteDueAsync(100, Cancel);
        (await StateAsync(gate)).ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task What_expires_is_told_of_after_three_quarters_where_nothing_else_is_said()
    {
        var (_, gate, _) = await GateAsync(Question with { Expires = TimeSpan.FromHours(4) });
        Pass(3 * 3_600);
        await Store.Upkeep.PromoteDueAsync(100, Cancel);
        Review.Read((await GetAsync(gate)).Decision)!.EscalatedAt.ShouldBe(Clock.Now);
        (await Store.Upkeep.PromoteDueAsync(100, Cancel)).NextIn.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Back_to_a_step_that_is_not_there_is_refused()
    {
        var (_, gate, _) = await GateAsync(Question with { OnReject = "scrip" });

        (await Store.Reviews.RejectAsync(gate, "ann", null, cancel: Cancel)).ShouldBe(new ControlReply(
            ControlResult.Refused, $"job {gate} would go back to step scrip, which its run does not have; approve it, or cancel the run"));
        (await StateAsync(gate)).ShouldBe(JobState.AwaitingReview);
    }

    [Fact]
    public async Task A_step_that_is_retried_takes_the_review_with_it()
    {
        var (run, gate, _) = await GateAsync(Question);
        var script = (await Store.Queries.ListTreeAsync(run, Cancel)).Single(job => job.Step == "script").Id;

        (await Store.Control.ReopenAsync(script, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

        (await StateAsync(gate)).ShouldBe(JobState.Blocked);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await AskPersonAsync(Question);
        (await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel)).Result.ShouldBe(ControlResult.Done);
        await CompleteAllAsync();
        (await StateAsync(run)).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task Nobody_decides_in_time_and_it_fails()
    {
        var (run, gate, _) = await GateAsync(Question with { Expires = TimeSpan.FromHours(2) });
        Pass(7_199);
        (await Store.Upkeep.PromoteDueAsync(100, Cancel)).NextIn.ShouldBe(TimeSpan.FromSeconds(1));
        (await StateAsync(gate)).ShouldBe(JobState.AwaitingReview);
        Pass(1);

        (await Store.Upkeep.PromoteDueAsync(100, Cancel)).Count.ShouldBe(1);

        (await GetAsync(gate)).Error.ShouldBe(new JobError("expired", "nobody decided on `Publish it?` within 2h 00m"));
        JobStatus.Of(await GetAsync(gate)).ShouldBe("failed");
        (await StateAsync(run)).ShouldBe(JobState.Failed);
        (await Store.Audit.ListAsync(1, null, Cancel)).Single().Entry.ShouldBe(new AuditEntry("longhaul", "REVIEW_EXPIRED", $"job {gate}"));
        (await Store.Reviews.ApproveAsync(gate, "ann", null, cancel: Cancel)).Result.ShouldBe(ControlResult.Refused);
    }

    [Fact]
    public async Task Nobody_decides_in_time_and_that_may_count_as_approved()
    {
        var (_, gate, after) = await GateAsync(Question with { Expires = TimeSpan.FromHours(2), OnExpiry = OnExpiry.Approve });
        Pass(7_200);

        await Store.Upkeep.PromoteDueAsync(100, Cancel);

        (await GetAsync(gate)).Output.ShouldBe("""{"revision":1,"approved_by":"longhaul","note":"nobody decided in time"}""");
        (await ClaimOneAsync()).Id.ShouldBe(after);
    }

    [Fact]
    public async Task What_waits_for_long_is_told_of_once_before_it_expires()
    {
        var (_, gate, _) = await GateAsync(Question with { Escalate = TimeSpan.FromHours(1), Expires = TimeSpan.FromHours(3) });
        Pass(3_600);

        await Store.Upkeep.PromoteDueAsync(100, Cancel);
        (await Store.Upkeep.PromoteDueAsync(100, Cancel)).NextIn.ShouldBe(TimeSpan.FromHours(2));

        (await Store.Audit.ListAsync(100, null, Cancel)).Count(entry => entry.Entry.Action == "REVIEW_ESCALATED").ShouldBe(1);
        Review.Read((await GetAsync(gate)).Decision)!.EscalatedAt.ShouldBe(Clock.Now);
        Pass(7_200);
        await Store.Upkeep.PromoteDueAsync(100, Cancel);
        (await StateAsync(gate)).ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_job_that_was_asked_to_stop_asks_nobody()
    {
        var id = await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        await Store.Control.CancelAsync(id, "ann", null, Cancel);

        await FinishAsync(job, Outcome.AwaitingReview(Question));

        (await StateAsync(id)).ShouldBe(JobState.Cancelled);
    }

    /// <summary>A run of four steps whose third waits for a person.</summary>
    [Fact]
    public async Task Revisions_of_a_run_have_each_a_number_of_their_own_whichever_review_sends_it_back()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("first", 1), Samples.Step("second", 2));
        var revisions = new List<int>();
        for (var round = 0; round < 2; round++)
        {
            await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
            await AskPersonAsync(Question with { OnReject = "script" });
            await RejectAsync(ids[2]);
            await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
            await AskPersonAsync(Question with { OnReject = "script" });
            await Store.Reviews.ApproveAsync(ids[2], "ann", null, cancel: Cancel);
            await AskPersonAsync(Question with { OnReject = "script" });
            await RejectAsync(ids[3]);
        }

        revisions.ShouldBe([2, 3, 4, 5]);

        async Task RejectAsync(long gate)
        {
            (await Store.Reviews.RejectAsync(gate, "ann", "no", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);
            revisions.Add(ReviewNote.Read((await GetAsync(ids[0])).Checkpoint).Revision);
        }
    }

    private async Task<(long Run, long Gate, long After)> GateAsync(ReviewRequest question)
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("script"), Samples.Step("make", 1), Samples.Step("gate", 2), Samples.Step("publish", 3));
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await AskPersonAsync(question);
        return (ids[0], ids[3], ids[4]);
    }

    private async Task AskPersonAsync(ReviewRequest question) =>
        (await FinishAsync(await ClaimOneAsync(), Outcome.AwaitingReview(question))).ShouldBe(FinishReply.Accepted);
}
