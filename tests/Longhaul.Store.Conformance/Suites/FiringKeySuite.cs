using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Runs of schedules whose jobs have unique keys that skip.</summary>
public abstract class FiringKeySuite<TFactory> : ScheduleStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static readonly UniqueKey Key = UniqueKey.WhileUnfinished("u");

    private static readonly NewJob Keyed = Samples.Job() with { UniqueKeys = [Key] };

    private static NewJob[] Run(bool isRun) => isRun ? [Keyed with { IsContainer = true }, Samples.Job() with { Parent = JobRef.InCall(0) }] : [Keyed];

    private async Task<long> HolderAsync()
    {
        var reply = (await Store.Intake.EnqueueAsync([Keyed], Cancel)).ShouldHaveSingleItem();
        reply.Existed.ShouldBeTrue();
        return reply.Id;
    }

    [Theory]
    [InlineData(OverlapPolicy.Skip)]
    [InlineData(OverlapPolicy.Wait)]
    [InlineData(OverlapPolicy.Cancel)]
    [InlineData(OverlapPolicy.Allow)]
    public async Task A_due_time_whose_key_another_job_holds_is_left_out_and_nothing_is_cancelled_for_it(OverlapPolicy overlap)
    {
        await DeclareAsync(Every10 with { Overlap = overlap });
        PassTo("15:10:00");
        var own = await FireOneAsync();
        if (overlap == OverlapPolicy.Skip)
        {
            await CompleteAllAsync();
        }

        var other = await AddAsync(Keyed);
        foreach (var due in new[] { "15:20:00", "15:30:00" })
        {
            PassTo(due);
            (await FireAsync(Keyed)).Jobs.ShouldBe([null]);
        }

        (await RecordAsync()).ShouldSatisfyAllConditions(
            record => (record.Fired, record.Skipped).ShouldBe((1, 2)), record => record.LastJob.ShouldBe(own), record => record.LastDue.ShouldBe(At("15:10:00")));
        (await StateAsync(other)).ShouldBe(JobState.Ready);
        (await StateAsync(own)).ShouldBe(overlap == OverlapPolicy.Skip ? JobState.Completed : JobState.Ready);
        await CompleteAllAsync();
        PassTo("15:40:00");
        (await FireOneAsync(Keyed)).ShouldBeGreaterThan(other);
    }

    [Theory]
    [InlineData(OverlapPolicy.Wait, false)]
    [InlineData(OverlapPolicy.Wait, true)]
    [InlineData(OverlapPolicy.Cancel, false)]
    [InlineData(OverlapPolicy.Cancel, true)]
    public async Task A_run_whose_key_the_one_before_holds_comes_after_it_and_takes_the_key(OverlapPolicy overlap, bool isRun)
    {
        await DeclareAsync(Every10 with { Overlap = overlap });
        PassTo("15:10:00");
        var first = await FireOneAsync(Run(isRun));
        var running = await ClaimOneAsync();
        PassTo("15:20:00");
        var second = await FireOneAsync(Run(isRun));

        second.ShouldNotBe(first);
        (await GetAsync(first)).CancelRequested.ShouldBe(overlap == OverlapPolicy.Cancel);
        (await ClaimAsync()).ShouldBeEmpty();
        (await HolderAsync()).ShouldBe(second);
        PassTo("15:30:00");
        var third = await FireOneAsync(Run(isRun));
        (await HolderAsync()).ShouldBe(third);
        (await ClaimAsync()).ShouldBeEmpty();
        (await RecordAsync()).ShouldSatisfyAllConditions(record => (record.Fired, record.Skipped).ShouldBe((3, 0)), record => record.LastJob.ShouldBe(third));

        await FinishAsync(running, overlap == OverlapPolicy.Cancel ? Outcome.Cancelled("asked for") : Outcome.Completed());
        (await ClaimOneAsync()).RootId.ShouldBe(overlap == OverlapPolicy.Cancel ? third : second);
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_is_cancelled_while_it_waits_gives_the_key_back_to_the_one_before(bool isRun)
    {
        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Wait });
        PassTo("15:10:00");
        var first = await FireOneAsync(Run(isRun));
        await ClaimOneAsync();
        PassTo("15:20:00");
        var second = await FireOneAsync(Run(isRun));
        await Store.Control.CancelAsync(second, "ann", null, Cancel);

        (await HolderAsync()).ShouldBe(first);
        PassTo("15:30:00");
        var third = await FireOneAsync(Run(isRun));
        (await HolderAsync()).ShouldBe(third);
        (await ClaimAsync()).ShouldBeEmpty();
        await Store.Control.CancelAsync(third, "ann", null, Cancel);
        (await HolderAsync()).ShouldBe(first);
        (await Store.Control.ReopenAsync(third, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await HolderAsync()).ShouldBe(third);
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(OverlapPolicy.Wait)]
    [InlineData(OverlapPolicy.Cancel)]
    public async Task A_period_leaves_due_times_out_and_nothing_is_cancelled_for_them(OverlapPolicy overlap)
    {
        var hourly = Samples.Job() with { UniqueKeys = [new UniqueKey("p", UniqueScope.Period, TimeSpan.FromHours(1))] };
        await DeclareAsync(Every10 with { Overlap = overlap });
        PassTo("15:10:00");
        var first = await FireOneAsync(hourly);
        await ClaimOneAsync();
        PassTo("15:20:00");

        (await FireAsync(hourly)).Jobs.ShouldBe([null]);

        (await GetAsync(first)).CancelRequested.ShouldBeFalse();
        (await RecordAsync()).ShouldSatisfyAllConditions(record => (record.Fired, record.Skipped).ShouldBe((1, 1)), record => record.LastJob.ShouldBe(first));
    }

    [Fact]
    public async Task A_key_for_the_waiting_lets_one_run_wait_for_the_one_that_runs()
    {
        var job = Samples.Job() with { UniqueKeys = [new UniqueKey("w", UniqueScope.Waiting)] };
        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Wait });
        PassTo("15:10:00");
        await FireOneAsync(job);
        await ClaimOneAsync();
        PassTo("15:20:00");
        var second = await FireOneAsync(job);
        PassTo("15:30:00");

        (await FireAsync(job)).Jobs.ShouldBe([null]);

        (await RecordAsync()).ShouldSatisfyAllConditions(record => (record.Fired, record.Skipped).ShouldBe((2, 1)), record => record.LastJob.ShouldBe(second));
    }

    [Fact]
    public async Task A_run_at_once_that_another_job_keeps_out_is_refused_and_named_in_no_log()
    {
        await DeclareAsync(Every10 with { Overlap = OverlapPolicy.Cancel });
        var other = await AddAsync(Keyed);

        (await Store.Schedules.RunNowAsync(Sync, [Keyed], "bob", Cancel)).ShouldBe(new RunNowReply(ControlReplies.Refused(
            $"nothing was started: job {other} holds the unique key of schedule sync's job; try again when that key is free")));

        (await RecordAsync()).LastJob.ShouldBeNull();
        (await StateAsync(other)).ShouldBe(JobState.Ready);
        (await Store.Audit.ListAsync(10, null, Cancel)).ShouldBeEmpty();
        await CompleteAllAsync();
        (await Store.Schedules.RunNowAsync(Sync, [Keyed], "bob", Cancel)).Job.ShouldNotBeNull();
    }
}
