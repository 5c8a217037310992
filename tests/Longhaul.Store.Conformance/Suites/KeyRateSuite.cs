using System.Collections.Concurrent;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Rates per key: how many jobs start within any stretch of time.</summary>
public abstract class KeyRateSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static SlotKey Rate(int starts = 1, double seconds = 10, string key = "r") => SlotKey.ForRate(key, new Rate(starts, TimeSpan.FromSeconds(seconds)));

    private static NewJob Rated(int starts = 1, double seconds = 10, string key = "r") => Samples.Job() with { Slots = [Rate(starts, seconds, key)] };

    private Task<Promoted> PromoteAsync() => Store.Upkeep.PromoteDueAsync(100, Cancel);

    [Fact]
    public async Task A_start_counts_from_its_claim_until_its_window_has_passed_however_early_the_job_ends()
    {
        var ids = await AddAllAsync([.. Enumerable.Repeat(Rated(starts: 2), 4)]);
        Pass(5);
        var first = await ClaimAsync();
        first.Select(job => job.Id).ShouldBe(ids[..2]);
        first.ShouldAllBe(job => job.Slots.SequenceEqual(new[] { Rate(starts: 2) }));
        await FinishAsync(first[0], Outcome.Completed());
        (await PromoteAsync()).ShouldBe(new Promoted(0, TimeSpan.FromSeconds(10)));
        Pass(9.999);
        (await PromoteAsync()).ShouldBe(new Promoted(0, TimeSpan.FromMilliseconds(1)));
        (await ClaimAsync()).ShouldBeEmpty();
        Pass(0.001);
        (await PromoteAsync()).ShouldBe(new Promoted(2, null));
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(ids[2..]);
    }

    [Fact]
    public async Task One_that_still_runs_keeps_nobody_from_starting_when_its_window_has_passed()
    {
        var ids = await AddAllAsync(Rated(), Rated());
        await ClaimOneAsync();
        Pass(10);
        await PromoteAsync();
        (await ClaimOneAsync()).Id.ShouldBe(ids[1]);
        (await StateAsync(ids[0])).ShouldBe(JobState.Running);
    }

    [Fact]
    public async Task One_that_has_its_place_and_has_not_started_counts_until_it_is_cancelled()
    {
        var ids = await AddAllAsync(Rated(), Rated(), Rated());
        Pass(100);
        (await PromoteAsync()).ShouldBe(new Promoted(0, null));
        (await StateAsync(ids[1])).ShouldBe(JobState.Blocked);
        await Store.Control.CancelAsync(ids[0], "ann", null, Cancel);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
    }

    [Theory]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Snoozed)]
    [InlineData(OutcomeKind.Released)]
    public async Task Another_attempt_is_another_start_and_waits_for_a_place_of_its_own(OutcomeKind kind)
    {
        var id = await AddAsync(Rated());
        await FinishAsync(await ClaimOneAsync(), new Outcome { Kind = kind });
        await PromoteAsync();
        (await GetAsync(id)).ShouldSatisfyAllConditions(j => j.State.ShouldBe(JobState.Blocked), j => j.Admitted.ShouldBeFalse());
        (await ClaimAsync()).ShouldBeEmpty();
        Pass(10);
        await PromoteAsync();
        (await ClaimOneAsync()).ShouldSatisfyAllConditions(j => j.Id.ShouldBe(id), j => j.Attempt.ShouldBe(2));
        await AddAsync(Rated());
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rescued_one_waits_for_a_place_of_its_own_as_well()
    {
        var other = await RegisterAsync("other");
        var id = await AddAsync(Rated(seconds: 1_000));
        await ClaimOneAsync();
        (await Store.Upkeep.RescueAsync([Me], 100, Cancel)).ShouldHaveSingleItem().State.ShouldBe(JobState.Blocked);
        (await ClaimAsync(100, other)).ShouldBeEmpty();
        Pass(1_000);
        await PromoteAsync();
        (await ClaimOneAsync(other)).Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_limit_and_a_rate_are_taken_together_or_not_at_all()
    {
        SlotKey limit = new("k", 1);
        var both = Samples.Job() with { Slots = [limit, Rate()] };
        var ids = await AddAllAsync(both, both, Samples.Job() with { Slots = [limit] });
        var first = await ClaimOneAsync();
        Pass(10);
        (await PromoteAsync()).Count.ShouldBe(0);
        await FinishAsync(first, Outcome.Completed());
        var second = await ClaimOneAsync();
        second.Id.ShouldBe(ids[1]);
        var third = await AddAsync(both);
        await FinishAsync(second, Outcome.Completed());
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[2]);
        (await StateAsync(third)).ShouldBe(JobState.Blocked);
    }

    [Fact]
    public async Task Who_comes_when_there_is_room_again_goes_behind_those_that_waited()
    {
        var ids = await AddAllAsync(Rated(), Rated());
        await ClaimOneAsync();
        Pass(11);
        var late = await AddAsync(Rated());
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
        (await StateAsync(late)).ShouldBe(JobState.Blocked);
        Pass(11);
        (await Store.Upkeep.AdmitAsync(Cancel)).ShouldBe(1);
        (await ClaimOneAsync()).Id.ShouldBe(late);
    }

    [Fact]
    public async Task Why_tells_when_there_is_room_again()
    {
        var ids = await AddAllAsync([.. Enumerable.Repeat(Rated(starts: 2), 4)]);
        async Task<WaitReason> WhyAsync(int index) => (await Store.Queries.ExplainAsync(ids[index], Cancel))!.Reasons[0];
        (await WhyAsync(2)).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(WaitCode.KeyRate), r => r.At.ShouldBeNull(), r => r.Jobs.Select(job => job.Id).ShouldBe(ids[..2]), r => r.Blocks.ShouldBeTrue());
        await ClaimOneAsync();
        Pass(3);
        await ClaimOneAsync();
        (await WhyAsync(3)).ShouldSatisfyAllConditions(
            r => r.Subject.ShouldBe("r"), r => (r.Count, r.Limit).ShouldBe((2, 2)), r => r.At.ShouldBe(Clock.Now.AddSeconds(7)), r => r.In.ShouldBe(TimeSpan.FromSeconds(7)));
        Pass(8);
        (await WhyAsync(2)).ShouldSatisfyAllConditions(r => (r.Count, r.Limit).ShouldBe((1, 2)), r => r.At.ShouldBeNull());
    }

    [Theory]
    [InlineData(0.05, 1)]
    [InlineData(10, 10_001)]
    [InlineData(32 * 86_400, 1)]
    public async Task A_rate_that_cannot_be_kept_is_refused(double seconds, int starts) =>
        await Should.ThrowAsync<RefusedException>(() => AddAsync(Samples.Job() with { Slots = [new SlotKey("r", starts, AtLimit.Wait, TimeSpan.FromSeconds(seconds))] }));

    [Fact]
    public async Task A_rate_can_only_be_waited_for_and_is_no_limit_at_once()
    {
        await Should.ThrowAsync<RefusedException>(() => AddAsync(Samples.Job() with { Slots = [Rate() with { AtLimit = AtLimit.Drop }] }));
        await Should.ThrowAsync<RefusedException>(() => AddAsync(Samples.Job() with { Slots = [Rate(), new SlotKey("r", 3)] }));
    }

    [Fact]
    public async Task Within_no_stretch_of_time_do_more_start_under_six_workers_at_once()
    {
        await AddAllAsync([.. Enumerable.Range(0, 120).Select(i => Rated(3, 2, "r" + (i % 4)))]);
        var starts = new ConcurrentBag<(string Key, DateTimeOffset At)>();
        var workers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RegisterAsync("w" + i)));
        for (var round = 0; starts.Count < 120; round++)
        {
            round.ShouldBeLessThan(1_000);
            Pass(0.1);
            await Task.WhenAll([.. workers.Select(worker => Task.Run(() => WorkAsync(worker, starts), Cancel)), PromoteAsync()]);
        }

        foreach (var times in starts.GroupBy(start => start.Key, start => start.At))
        {
            times.ShouldAllBe(at => times.Count(other => other > at - TimeSpan.FromSeconds(2) && other <= at) <= 3);
        }

        (await Store.Queries.ListQueuesAsync(Cancel)).ShouldBeEmpty();
    }

    private async Task WorkAsync(Guid worker, ConcurrentBag<(string Key, DateTimeOffset At)> starts)
    {
        foreach (var job in await ClaimAsync(2, worker))
        {
            starts.Add((job.Slots[0].Key, job.ClaimedAt!.Value));
            await FinishAsync(job, Outcome.Completed());
        }
    }
}
