using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Who is told of what.</summary>
public abstract class AlertSuite<TFactory> : CostStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private const AlertEvents All = (AlertEvents)255;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task A_job_that_failed_is_told_to_each_alert_that_wants_it_and_once()
    {
        await DeclareAsync(("a", AlertEvents.JobFailed), ("b", All), ("c", AlertEvents.RunFailed | AlertEvents.WorkerLost));
        var id = await AddAsync(Samples.Job() with { Tenant = "acme" });
        Pass(3);
        await FailAsync("it broke");
        var failedAt = Clock.Now;
        Pass(2);

        var message = (await TakeAsync("a")).ShouldHaveSingleItem();

        var job = await GetAsync(id);
        message.ShouldBe(new AlertMessage
        {
            Id = message.Id,
            Alert = "a",
            First = new Notice(AlertEvents.JobFailed, job.Kind, "it broke") { JobId = id, Tenant = "acme", Queue = "default", Attempt = 1 },
            LastJobId = id,
            Count = 1,
            FirstAt = failedAt,
            LastAt = failedAt,
            BegunAt = Clock.Now,
            DueAt = Clock.Now + Lease,
            Tries = 1,
            State = AlertState.Taken,
        });
        (await TakeAsync("b")).ShouldHaveSingleItem().First.JobId.ShouldBe(id);
        (await TakeAsync("c")).ShouldBeEmpty();
        (await TakeAsync("a")).ShouldBeEmpty();
        (await TakeAsync("nobody")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_ends_otherwise_or_is_tried_again_is_not_told_of()
    {
        await DeclareAsync(("a", All));
        await AddAllAsync(Samples.Job(), Samples.Job(), Samples.Job(), Samples.Job());
        var jobs = await ClaimAsync();
        await FinishAsync(jobs[0], Outcome.Completed());
        await FinishAsync(jobs[1], Outcome.Cancelled("no"));
        await FinishAsync(jobs[2], Outcome.Retry("code", "again", TimeSpan.FromHours(1)));
        await FinishAsync(jobs[3], Outcome.Released);

        (await TakeAsync("a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Plain_jobs_and_those_that_concern_others_are_told_of_alike_in_one_call()
    {
        await DeclareAsync(("a", All));
        var ids = await AddAllAsync(Samples.Job(), Samples.Job() with { Slots = [new SlotKey("k", 1)] }, Samples.Job());
        var jobs = await ClaimAsync();
        await Store.Outcomes.FinishAsync(
            [.. jobs.Reverse().Select(job => new Finish(job.Running!.Value, Outcome.Failed("code", $"error of {job.Id}")))], Cancel);

        var message = (await TakeAsync("a")).ShouldHaveSingleItem();

        (message.Count, message.First.JobId, message.LastJobId, message.First.Text).ShouldBe((3, ids[0], ids[2], $"error of {ids[0]}"));
    }

    [Fact]
    public async Task A_run_is_told_of_as_a_run_and_its_steps_are_not()
    {
        await DeclareAsync(("a", AlertEvents.JobFailed | AlertEvents.RunFailed));
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("one"));
        await FailAsync("it broke");

        var message = (await TakeAsync("a")).ShouldHaveSingleItem();

        (message.First.Event, message.First.Subject, message.First.JobId, message.First.Text)
            .ShouldBe((AlertEvents.RunFailed, "flow", ids[0], (await GetAsync(ids[0])).Error!.Message));
    }

    [Fact]
    public async Task Like_things_within_the_window_are_one_message_after_it()
    {
        await DeclareAsync(("a", All));
        await FailJobsAsync(1);
        var first = (await TakeAsync("a")).ShouldHaveSingleItem();
        Pass(20);
        var ids = await FailJobsAsync(500);
        (await TakeAsync("a")).ShouldBeEmpty();
        Pass(10);
        var more = await FailJobsAsync(3);
        Pass(29.999);
        (await TakeAsync("a")).ShouldBeEmpty();
        Pass(0.001);

        var second = (await TakeAsync("a")).ShouldHaveSingleItem();

        (second.Count, second.First.JobId, second.LastJobId, second.Tries).ShouldBe((503, ids[0], more[^1], 1));
        (second.BegunAt, second.FirstAt, second.LastAt).ShouldBe((first.BegunAt + Window, Clock.Now.AddSeconds(-40), Clock.Now.AddSeconds(-30)));
    }

    [Fact]
    public async Task Unlike_things_are_messages_of_their_own_at_once()
    {
        await DeclareAsync(("a", All));
        await AddAllAsync(Samples.Job("one"), Samples.Job("two"));
        await FailAsync("first");
        await FailAsync("second");
        await Store.Alerts.AddAsync(new Notice(AlertEvents.ErrorStorm, "", "it storms"), Cancel);

        (await TakeAsync("a")).Select(message => (message.First.Event, message.First.Subject)).Order().ShouldBe(
            [(AlertEvents.JobFailed, "one"), (AlertEvents.JobFailed, "two"), (AlertEvents.ErrorStorm, "")]);
    }

    [Fact]
    public async Task A_lost_worker_is_told_of_once_whatever_it_held_and_one_that_said_goodbye_is_not()
    {
        await DeclareAsync(("a", AlertEvents.WorkerLost));
        var lost = await RegisterAsync("lost");
        var left = await RegisterAsync("left");
        await AddAsync(Samples.Job() with { Exclusive = true });
        await ClaimOneAsync(lost);
        await Store.Workers.DeregisterAsync(left, Cancel);
        await TickAsync(7, Me);
        await Store.Upkeep.RescueAsync([], 100, Cancel);
        await Store.Upkeep.RescueAsync([], 100, Cancel);
        await Store.Upkeep.RescueAsync([lost], 100, Cancel);
        await Store.Upkeep.RescueAsync([], 100, Cancel);

        var message = (await TakeAsync("a")).ShouldHaveSingleItem();

        message.Count.ShouldBe(1);
        message.First.ShouldBe(new Notice(AlertEvents.WorkerLost, "", $"worker lost (instance {lost}) died"));
    }

    [Fact]
    public async Task A_worker_whose_death_is_proven_is_told_of()
    {
        await DeclareAsync(("a", All));
        var lost = await RegisterAsync("lost");
        await Store.Upkeep.RescueAsync([lost], 100, Cancel);

        (await TakeAsync("a")).ShouldHaveSingleItem().First.Event.ShouldBe(AlertEvents.WorkerLost);
    }

    [Fact]
    public async Task A_review_is_told_of_when_it_waits_when_it_waits_for_long_and_when_it_is_over()
    {
        await DeclareAsync(("a", All));
        var id = await AddAsync(Samples.Job());
        await FinishAsync(await ClaimOneAsync(), Outcome.AwaitingReview(
            new ReviewRequest { Title = "Publish it?", Escalate = TimeSpan.FromHours(1), Expires = TimeSpan.FromHours(2) }));
        (await TakeAsync("a")).ShouldHaveSingleItem().First.ShouldBe(new Notice(AlertEvents.ReviewWaiting, (await GetAsync(id)).Kind, "Publish it?")
        {
            JobId = id, Tenant = "", Queue = "default", Attempt = 1,
        });
        Pass(3601);
        await Store.Upkeep.PromoteDueAsync(100, Cancel);
        (await TakeAsync("a")).Single(message => message.Tries == 1).First.Event.ShouldBe(AlertEvents.ReviewExpiring);
        Pass(3601);
        await Store.Upkeep.PromoteDueAsync(100, Cancel);
        (await TakeAsync("a")).Where(message => message.Tries == 1).Select(message => message.First.Event).ShouldBe(
            [AlertEvents.ReviewExpired, AlertEvents.JobFailed], ignoreOrder: true);
    }

    [Fact]
    public async Task Each_question_is_told_and_one_that_is_asked_again_is_put_together_with_itself()
    {
        await DeclareAsync(("a", All));
        var gate = (await AddAllAsync(Samples.Run(), Samples.Step("make"), Samples.Step("gate", 1)))[2];
        var other = (await AddAllAsync(Samples.Run(), Samples.Step("gate")))[1];
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await AskAsync(2);

        var messages = await TakeAsync("a");

        messages.Select(message => (message.First.JobId, message.First.Text, message.Count)).ShouldBe(
            [(gate, $"Is {gate} good?", 1), (other, $"Is {other} good?", 1)], ignoreOrder: true);
        await Store.Reviews.RejectAsync(gate, "ann", "again", cancel: Cancel);
        await FinishAsync(await ClaimOneAsync(), Outcome.Completed());
        await AskAsync(1);
        (await TakeAsync("a")).ShouldBeEmpty();
        Pass(60);
        (await TakeAsync("a")).Where(message => message.Tries == 1).ShouldHaveSingleItem().First.JobId.ShouldBe(gate);

        async Task AskAsync(int count)
        {
            var jobs = await ClaimAsync();
            jobs.Count.ShouldBe(count);
            foreach (var job in jobs)
            {
                await FinishAsync(job, Outcome.AwaitingReview(new ReviewRequest { Title = $"Is {job.Id} good?", OnReject = "make" }));
            }
        }
    }

    [Fact]
    public async Task A_budget_that_is_reached_is_told_of_once()
    {
        await DeclareAsync(("a", All));
        await Store.Tenants.DeclareAsync("shop", [new TenantDefinition { Name = "acme", Budget = new Budget(5, "USD") }], Cancel);
        await AddCostsAsync(Spend(6));
        await AddCostsAsync(Spend(7));

        var first = (await TakeAsync("a")).ShouldHaveSingleItem().First;

        (first.Event, first.Subject, first.Tenant, first.JobId).ShouldBe((AlertEvents.BudgetReached, "acme", "acme", null));
        first.Text.ShouldBe("spent 6.00 USD of 5.00 USD/day; paused until 2026-03-15 00:00 UTC");
    }

    [Fact]
    public async Task A_message_of_which_nothing_is_heard_is_handed_out_again_and_only_the_last_try_counts()
    {
        await DeclareAsync(("a", All));
        await FailJobsAsync(1);
        var first = (await TakeAsync("a")).ShouldHaveSingleItem();
        Pass(99.999);
        (await TakeAsync("a")).ShouldBeEmpty();
        Pass(0.001);
        var second = (await TakeAsync("a")).ShouldHaveSingleItem();
        (second.Id, second.Tries).ShouldBe((first.Id, 2));

        (await SettleAsync(new AlertResult(first.Id, 1, AlertState.GivenUp) { Error = "late" })).ShouldBe([false]);
        (await SettleAsync(new AlertResult(first.Id, 2, AlertState.Sent))).ShouldBe([true]);
        (await SettleAsync(new AlertResult(first.Id, 2, AlertState.Sent))).ShouldBe([false]);
        Pass(1000);
        (await TakeAsync("a")).ShouldBeEmpty();
        (await MessagesAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            message => message.State.ShouldBe(AlertState.Sent), message => message.SettledAt.ShouldBe(Clock.Now.AddSeconds(-1000)),
            message => message.Error.ShouldBeNull());
    }

    [Fact]
    public async Task What_is_to_be_tried_again_waits_and_takes_up_what_happens_meanwhile()
    {
        await DeclareAsync(("a", All));
        var ids = await FailJobsAsync(1);
        var first = (await TakeAsync("a")).ShouldHaveSingleItem();
        await SettleAsync(new AlertResult(first.Id, 1, AlertState.Pending) { Delay = TimeSpan.FromSeconds(90), Error = "the answer was 500" });
        (await MessagesAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            message => message.Error.ShouldBe("the answer was 500"), message => message.State.ShouldBe(AlertState.Pending));
        await FailJobsAsync(2);
        Pass(89.999);
        (await TakeAsync("a")).ShouldBeEmpty();
        Pass(0.001);

        var again = (await TakeAsync("a")).ShouldHaveSingleItem();

        (again.Id, again.Count, again.Tries, again.First.JobId, again.BegunAt).ShouldBe((first.Id, 3, 2, ids[0], first.BegunAt));
    }

    [Fact]
    public async Task No_more_than_the_limit_are_handed_out_the_longest_due_first()
    {
        await DeclareAsync(("a", All));
        foreach (var kind in new[] { "one", "two", "three" })
        {
            await AddAsync(Samples.Job(kind));
            await FailAsync("no");
            Pass(1);
            (await TakeAsync("nobody")).ShouldBeEmpty();
        }

        (await Store.Alerts.TakeAsync(new AlertTake("a", Window, Lease, 2), Cancel)).Messages.Select(message => message.First.Subject).ShouldBe(["one", "two"]);
        (await TakeAsync("a")).Select(message => message.First.Subject).ShouldBe(["three"]);
    }

    [Fact]
    public async Task More_than_a_call_holds_are_put_together_all_the_same()
    {
        await DeclareAsync(("a", All));
        await FailJobsAsync(800);
        await FailJobsAsync(800);
        (await TakeAsync("a")).ShouldHaveSingleItem().Count.ShouldBe(1000);
        Pass(60);
        (await TakeAsync("a")).ShouldHaveSingleItem().Count.ShouldBe(600);
    }

    [Fact]
    public async Task Two_workers_at_once_get_each_message_once()
    {
        await DeclareAsync(("a", All));
        for (var round = 0; round < 10; round++)
        {
            await AddAllAsync([.. Enumerable.Range(0, 10).Select(kind => Samples.Job($"kind{round}-{kind}"))]);
            foreach (var job in await ClaimAsync())
            {
                await FinishAsync(job, Outcome.Failed("code", "no"));
            }

            var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => TakeAsync("a"), Cancel)));
            var rest = await TakeAsync("a");
            var subjects = taken.SelectMany(messages => messages).Concat(rest).Select(message => message.First.Subject).ToList();
            subjects.Order().ShouldBe(Enumerable.Range(0, 10).Select(kind => $"kind{round}-{kind}").Order());
        }
    }

    [Fact]
    public async Task Texts_are_cut_by_characters()
    {
        await DeclareAsync(("a", All));
        var text = string.Concat(Enumerable.Repeat("\U0001F680", 600));
        await AddAsync(Samples.Job());
        await FailAsync(text);
        (await TakeAsync("a")).ShouldHaveSingleItem().First.Text.ShouldBe(string.Concat(Enumerable.Repeat("\U0001F680", 500)));
    }

    [Fact]
    public async Task A_declaration_changes_what_is_wanted_and_takes_nobody_elses_away()
    {
        await DeclareAsync(("a", AlertEvents.RunFailed), ("b", All));
        Pass(7);
        await DeclareAsync(("a", AlertEvents.JobFailed));
        await FailJobsAsync(1);

        (await TakeAsync("a")).ShouldHaveSingleItem();
        (await TakeAsync("b")).ShouldHaveSingleItem();
        (await Store.Alerts.ListAsync(Cancel)).ShouldBe(
        [
            new AlertRecord(new DeclaredAlert("a", AlertEvents.JobFailed, "json a"), Clock.Now),
            new AlertRecord(new DeclaredAlert("b", All, "json b"), Clock.Now.AddSeconds(-7)),
        ]);
    }

    [Fact]
    public async Task Pruning_forgets_what_is_settled_and_alerts_that_nobody_declares_any_more()
    {
        await DeclareAsync(("old", All), ("new", All));
        await FailJobsAsync(1);
        var sent = (await TakeAsync("new")).ShouldHaveSingleItem();
        await SettleAsync(new AlertResult(sent.Id, 1, AlertState.Sent));
        (await TakeAsync("old")).ShouldHaveSingleItem();
        Pass(3600);
        await FailJobsAsync(2);
        (await PruneAsync(TimeSpan.FromHours(1))).ShouldBe(0);
        Pass(0.001);
        (await PruneAsync(TimeSpan.FromHours(1))).ShouldBe(1);
        await DeclareAsync(("new", All));
        Pass(86_400);
        (await PruneAsync(TimeSpan.FromHours(1))).ShouldBe(3);
        (await Store.Alerts.ListAsync(Cancel)).ShouldHaveSingleItem().Alert.Key.ShouldBe("new");
        (await TakeAsync("new")).ShouldHaveSingleItem().Count.ShouldBe(2);
        (await MessagesAsync()).ShouldHaveSingleItem().Alert.ShouldBe("new");
    }

    [Fact]
    public async Task Messages_are_listed_the_newest_first()
    {
        await DeclareAsync(("a", All));
        foreach (var kind in new[] { "one", "two", "three" })
        {
            await AddAsync(Samples.Job(kind));
            await FailAsync("no");
            await TakeAsync("a");
        }

        (await Store.Alerts.ListMessagesAsync(2, Cancel)).Select(message => message.First.Subject).ShouldBe(["three", "two"]);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        await Should.ThrowAsync<RefusedException>(() => Store.Alerts.DeclareAsync([new DeclaredAlert("", All, "t")], Cancel));
        await Should.ThrowAsync<RefusedException>(() => Store.Alerts.TakeAsync(new AlertTake("a", Window, TimeSpan.Zero, 1), Cancel));
        await Should.ThrowAsync<RefusedException>(() => Store.Alerts.TakeAsync(new AlertTake("a", Window, Lease, 1001), Cancel));
        await Should.ThrowAsync<RefusedException>(
            () => SettleAsync([.. Enumerable.Range(0, 1001).Select(id => new AlertResult(id, 1, AlertState.Sent))]));
    }

    private Task DeclareAsync(params (string Key, AlertEvents When)[] alerts) =>
        Store.Alerts.DeclareAsync([.. alerts.Select(alert => new DeclaredAlert(alert.Key, alert.When, $"json {alert.Key}"))], Cancel);

    [Fact]
    public async Task What_was_noted_beyond_a_thousand_things_is_told_of_by_the_next_call_and_this_one_says_so()
    {
        await DeclareAsync(("a", All));
        for (var i = 0; i < IJobStore.MaxBatch; i++)
        {
            await Store.Alerts.AddAsync(new Notice(AlertEvents.JobFailed, "k", "it broke"), Cancel);
        }

        await Store.Alerts.AddAsync(new Notice(AlertEvents.WorkerLost, "", "it died"), Cancel);
        var take = new AlertTake("a", Window, Lease, 100);

        var first = await Store.Alerts.TakeAsync(take, Cancel);
        var second = await Store.Alerts.TakeAsync(take, Cancel);

        (first.More, first.Messages.ShouldHaveSingleItem().Count).ShouldBe((true, IJobStore.MaxBatch));
        (second.More, second.Messages.ShouldHaveSingleItem().First.Event).ShouldBe((false, AlertEvents.WorkerLost));
    }

    private async Task<IReadOnlyList<AlertMessage>> TakeAsync(string alert) => (await Store.Alerts.TakeAsync(new AlertTake(alert, Window, Lease, 100), Cancel)).Messages;

    private Task<IReadOnlyList<bool>> SettleAsync(params AlertResult[] results) => Store.Alerts.SettleAsync(results, Cancel);

    private Task<IReadOnlyList<AlertMessage>> MessagesAsync() => Store.Alerts.ListMessagesAsync(100, Cancel);

    private Task<int> PruneAsync(TimeSpan keep) => Store.Alerts.PruneAsync(keep, 1000, Cancel);

    private async Task FailAsync(string text) =>
        (await FinishAsync(await ClaimOneAsync(), Outcome.Failed("code", text))).ShouldBe(FinishReply.Accepted);

    private async Task<long[]> FailJobsAsync(int count)
    {
        var ids = await AddAllAsync([.. Enumerable.Repeat(Samples.Job(), count)]);
        var jobs = (await AskAsync(1000, null, new ClaimLane("default", 1000))).Jobs;
        await Store.Outcomes.FinishAsync([.. jobs.Select(job => new Finish(job.Running!.Value, Outcome.Failed("code", "no")))], Cancel);
        return ids;
    }
}
