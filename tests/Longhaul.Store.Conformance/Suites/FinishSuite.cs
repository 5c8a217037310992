using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class FinishSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task A_completed_job_keeps_output_artifacts_and_its_attempt()
    {
        var id = await AddAsync(Samples.Job());
        Pass(1);
        var job = await ClaimOneAsync();
        var claimedAt = Clock.Now;
        Pass(2);
        await FinishAsync(job, Outcome.Completed("""{"o":1}""") with { Artifacts = """{"f":2}""", Resources = Samples.Resources });
        var ended = await GetAsync(id);
        (ended.State, ended.Output, ended.Artifacts, ended.FinishedAt, ended.Error)
            .ShouldBe((JobState.Completed, """{"o":1}""", """{"f":2}""", Clock.Now, null));
        var attempt = (await Store.Queries.ListAttemptsAsync(id, Cancel)).ShouldHaveSingleItem();
        (attempt.Number, attempt.Token, attempt.Worker, attempt.Outcome).ShouldBe((1, job.Token!.Value, "me", "completed"));
        (attempt.ClaimedAt, attempt.StartedAt, attempt.EndedAt).ShouldBe((claimedAt, claimedAt, Clock.Now));
        attempt.Resources.ShouldBe(Samples.Resources);
    }

    [Fact]
    public async Task What_an_attempt_notes_is_in_the_audit_log_once_whatever_its_outcome_and_nothing_of_one_that_is_refused()
    {
        await AddAllAsync(Samples.Job(), Samples.Job(), Samples.Job() with { KeepHistory = false });
        var jobs = await ClaimAsync();
        AuditNote[] notes = [new("DEPLOYED", "1.2.0 to staging"), new("ROLLED_BACK_2", "")];
        (await FinishAsync(jobs[0], Outcome.Retry("x", "y", TimeSpan.FromSeconds(1)) with { Audit = notes })).ShouldBe(FinishReply.Accepted);
        (await FinishAsync(jobs[0], Outcome.Retry("x", "y", TimeSpan.FromSeconds(1)) with { Audit = notes })).ShouldBe(FinishReply.Accepted);
        var fenced = jobs[1] with { Token = new AttemptToken(Guid.NewGuid(), 1) };
        (await FinishAsync(fenced, Outcome.Completed() with { Audit = [new("FORGED", "by one that is over")] })).ShouldBe(FinishReply.Fenced);
        await FinishAsync(jobs[1], Outcome.Failed("x", "y") with { Audit = [notes[0]] });
        await FinishAsync(jobs[2], Outcome.Completed() with { Audit = [notes[0]] });

        var (first, second, third) = ($"job {jobs[0].Id}", $"job {jobs[1].Id}", $"job {jobs[2].Id}");
        (await Store.Audit.ListAsync(10, cancel: Cancel)).Select(record => record.Entry).Reverse().ShouldBe(
        [
            new AuditEntry(first, "DEPLOYED", first, "1.2.0 to staging"), new AuditEntry(first, "ROLLED_BACK_2", first, ""),
            new AuditEntry(second, "DEPLOYED", second, "1.2.0 to staging"), new AuditEntry(third, "DEPLOYED", third, "1.2.0 to staging"),
        ]);
    }

    [Fact]
    public async Task Notes_for_the_audit_log_have_a_bounded_form_and_number()
    {
        await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        AuditNote[][] wrong =
        [
            [new("deployed", "")], [new("", "")], [new("1A", "")], [new(new string('A', 51), "")], [new("A", new string('x', 1_001))],
            [.. Enumerable.Repeat(new AuditNote("A", ""), 101)],
        ];
        foreach (var notes in wrong)
        {
            await Should.ThrowAsync<RefusedException>(() => FinishAsync(job, Outcome.Completed() with { Audit = notes }));
        }

        (await StateAsync(job.Id)).ShouldBe(JobState.Running);
        (await Store.Audit.ListAsync(10, cancel: Cancel)).ShouldBeEmpty();
        (await FinishAsync(job, Outcome.Completed() with { Audit = [.. Enumerable.Repeat(new AuditNote(new string('A', 50), new string('x', 1_000)), 100)] }))
            .ShouldBe(FinishReply.Accepted);
        (await Store.Audit.ListAsync(1_000, cancel: Cancel)).Count.ShouldBe(100);
    }

    [Fact]
    public async Task A_retry_counts_a_failure_and_waits()
    {
        await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        await FinishAsync(job, Outcome.Retry("exit_code", "exit code 3", TimeSpan.FromSeconds(20)));
        var waiting = await GetAsync(job.Id);
        (waiting.State, waiting.Failures, waiting.DueAt).ShouldBe((JobState.Scheduled, 1, Clock.Now.AddSeconds(20)));
        waiting.Error.ShouldBe(new JobError("exit_code", "exit code 3"));
        JobStatus.Of(waiting).ShouldBe("retry");
        (await Store.Upkeep.PromoteDueAsync(10, Cancel)).ShouldBe(new Promoted(0, TimeSpan.FromSeconds(20)));
        Pass(20);
        (await Store.Upkeep.PromoteDueAsync(10, Cancel)).ShouldBe(new Promoted(1, null));
        (await ClaimOneAsync()).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_snooze_waits_and_a_release_goes_to_the_front_and_neither_counts_a_failure()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job(), Samples.Job());
        var jobs = await ClaimAsync();
        await FinishAsync(jobs[0], Outcome.Snoozed(TimeSpan.FromSeconds(5)));
        var late = await AddAsync(Samples.Job());
        await FinishAsync(jobs[2], Outcome.Released);
        (await StateAsync(ids[0])).ShouldBe(JobState.Scheduled);
        var again = await ClaimAsync();
        again.Select(job => job.Id).ShouldBe([ids[2], late]);
        (again[0].Failures, again[0].Releases, again[0].Attempt, again[0].Front).ShouldBe((0, 1, 2, false));
    }

    [Fact]
    public async Task What_becomes_ready_again_goes_behind_those_that_are_ready()
    {
        await AddAllAsync(Samples.Job(), Samples.Job());
        var first = await ClaimOneAsync();
        await FinishAsync(first, Outcome.Retry("x", "y", TimeSpan.Zero));
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([first.Id + 1, first.Id]);
    }

    [Fact]
    public async Task An_attempt_that_is_over_is_fenced()
    {
        await AddAsync(Samples.Job());
        var first = await ClaimOneAsync();
        await FinishAsync(first, Outcome.Released);
        var second = await ClaimOneAsync();
        (await FinishAsync(first, Outcome.Completed("""{"wrong":1}"""))).ShouldBe(FinishReply.Fenced);
        (await FinishAsync(second, Outcome.Completed("""{"right":1}"""))).ShouldBe(FinishReply.Accepted);
        (await FinishAsync(first, Outcome.Failed("a", "b"))).ShouldBe(FinishReply.Fenced);
        (await GetAsync(first.Id)).Output.ShouldBe("""{"right":1}""");
    }

    [Fact]
    public async Task A_finish_whose_answer_was_lost_is_accepted_again_and_changes_nothing()
    {
        await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        await FinishAsync(job, Outcome.Retry("x", "y", TimeSpan.FromSeconds(9)));
        Pass(1);
        (await FinishAsync(job, Outcome.Retry("x", "y", TimeSpan.FromSeconds(9)))).ShouldBe(FinishReply.Accepted);
        (await GetAsync(job.Id)).Failures.ShouldBe(1);
        (await Store.Queries.ListAttemptsAsync(job.Id, Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Where_no_history_is_kept_a_success_leaves_nothing_and_a_failure_stays()
    {
        var ids = await AddAllAsync(Samples.Job() with { KeepHistory = false }, Samples.Job() with { KeepHistory = false });
        var jobs = await ClaimAsync();
        await FinishAsync(jobs[0], Outcome.Completed());
        (await FinishAsync(jobs[0], Outcome.Completed())).ShouldBe(FinishReply.Gone);
        await FinishAsync(jobs[1], Outcome.Failed("x", "y"));
        (await Store.Queries.GetAsync(ids[0], Cancel)).ShouldBeNull();
        (await GetAsync(ids[1])).ShouldSatisfyAllConditions(j => j.State.ShouldBe(JobState.Failed), j => j.Failures.ShouldBe(1));
    }

    [Fact]
    public async Task Where_no_history_is_kept_nothing_is_left_of_keyed_successes_of_a_batch_and_each_hands_on_its_slot()
    {
        NewJob Keyed(string key) => Samples.Job() with { KeepHistory = false, Slots = [new SlotKey(key, 1)] };
        var ids = await AddAllAsync(Keyed("a"), Keyed("b"), Keyed("a"), Keyed("b"), Samples.Job() with { KeepHistory = false });
        var jobs = await ClaimAsync();
        jobs.Select(job => job.Id).ShouldBe([ids[0], ids[1], ids[4]]);
        await Store.Logs.AppendAsync([new LogAppend(jobs[1].Running!.Value, 1, LogStream.Out, "said")], Cancel);

        Finish End(JobRecord job) => new(new AttemptRef(job.Id, job.Token!.Value), Outcome.Completed("""{"o":1}"""));
        (await Store.Outcomes.FinishAsync([End(jobs[0]), End(jobs[1]), End(jobs[0]), End(jobs[2])], Cancel))
            .ShouldBe([FinishReply.Accepted, FinishReply.Accepted, FinishReply.Gone, FinishReply.Accepted]);

        foreach (var job in jobs)
        {
            (await Store.Queries.GetAsync(job.Id, Cancel)).ShouldBeNull();
            (await Store.Queries.ListAttemptsAsync(job.Id, Cancel)).ShouldBeEmpty();
            (await Store.Logs.ReadAsync(job.Id, default, 10, Cancel)).ShouldBeEmpty();
        }

        (await ClaimAsync()).Select(job => job.Id).ShouldBe(ids[2..4]);
    }

    [Fact]
    public async Task Each_item_of_a_batch_stands_for_itself()
    {
        await AddAllAsync(Samples.Job(), Samples.Job());
        var jobs = await ClaimAsync();
        var replies = await Store.Outcomes.FinishAsync(
            [
                new(jobs[0].Running!.Value, Outcome.Completed()),
                new(new AttemptRef(jobs[1].Id, new(Me, 77_777)), Outcome.Completed()),
                new(new AttemptRef(55_555, jobs[1].Token!.Value), Outcome.Completed()),
                new(jobs[1].Running!.Value, new Outcome { Kind = OutcomeKind.Skipped }),
            ], Cancel);
        replies.ShouldBe([FinishReply.Accepted, FinishReply.Fenced, FinishReply.Gone, FinishReply.Accepted]);
        (await StateAsync(jobs[1].Id)).ShouldBe(JobState.Skipped);
    }

    [Fact]
    public async Task Spawned_jobs_come_with_the_acceptance_or_not_at_all()
    {
        var run = await AddAllAsync(Samples.Run(), Samples.Step("a"));
        var job = await ClaimOneAsync();
        var bad = Outcome.Completed() with { Spawn = [Samples.Job() with { DependsOn = [new(JobRef.To(4_444))] }] };
        await Should.ThrowAsync<RefusedException>(() => FinishAsync(job, bad));
        (await StateAsync(job.Id)).ShouldBe(JobState.Running);
        var good = Outcome.Completed() with { Spawn = [Samples.Job("child") with { Parent = JobRef.To(run[0]), DependsOn = [new(JobRef.To(job.Id))] }] };
        (await FinishAsync(job, good)).ShouldBe(FinishReply.Accepted);
        (await StateAsync(run[0])).ShouldBe(JobState.Blocked);
        var child = await ClaimOneAsync();
        child.Kind.ShouldBe("child");
        await FinishAsync(child, Outcome.Completed());
        (await StateAsync(run[0])).ShouldBe(JobState.Completed);
        (await FinishAsync(job, good)).ShouldBe(FinishReply.Accepted);
        (await Store.Queries.ListTreeAsync(run[0], Cancel)).Count.ShouldBe(3);
    }
}
