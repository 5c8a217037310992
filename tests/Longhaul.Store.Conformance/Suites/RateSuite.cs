using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>How many jobs of a queue start within a time over all workers.</summary>
public abstract class RateSuite<TFactory> : LimitStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task No_more_start_within_the_window_than_the_rate_says_and_one_more_when_the_first_has_left_it()
    {
        var ids = await AddManyAsync(6);
        await LimitAsync(rate: Rate(3, 10));

        (await ClaimIdsAsync(limit: 1)).ShouldBe(ids[..1]);
        Pass(4);
        (await ClaimIdsAsync()).ShouldBe(ids[1..3]);
        Pass(5.999);
        (await ClaimIdsAsync()).ShouldBeEmpty();
        Pass(0.001);
        (await ClaimIdsAsync()).ShouldBe(ids[3..4]);
        Pass(3.999);
        (await ClaimIdsAsync()).ShouldBeEmpty();
        Pass(0.001);
        (await ClaimIdsAsync()).ShouldBe(ids[4..6]);
    }

    [Fact]
    public async Task A_claim_says_when_the_next_one_may_start()
    {
        await AddManyAsync(5);
        await LimitAsync(rate: Rate(3, 10));

        (await AskAsync(lanes: new ClaimLane("default", 1))).AgainIn.ShouldBeNull();
        Pass(4);
        (await AskAsync(lanes: new ClaimLane("default", 5))).AgainIn.ShouldBe(TimeSpan.FromSeconds(6));
        Pass(1);
        (await AskAsync(lanes: new ClaimLane("default", 5))).AgainIn.ShouldBe(TimeSpan.FromSeconds(5));
        Pass(5);
        (await AskAsync(lanes: new ClaimLane("default", 5))).AgainIn.ShouldBe(TimeSpan.FromSeconds(4));
        Pass(4);
        (await AskAsync(lanes: new ClaimLane("default", 5))).AgainIn.ShouldBeNull("nothing was kept back");
    }

    [Fact]
    public async Task Every_attempt_is_a_start_also_one_that_is_given_back()
    {
        await AddManyAsync(1);
        await LimitAsync(rate: Rate(2, 10));

        await FinishAsync(await ClaimOneAsync(), Outcome.Released);
        await FinishAsync(await ClaimOneAsync(), Outcome.Released);

        (await ClaimIdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_clock_that_goes_back_blocks_for_a_window_at_most_and_lets_no_more_through()
    {
        var ids = await AddManyAsync(4);
        await LimitAsync(rate: Rate(2, 10));
        await ClaimAsync();

        Pass(-3_600);
        (await ClaimIdsAsync()).ShouldBeEmpty();
        Pass(9.999);
        (await ClaimIdsAsync()).ShouldBeEmpty();
        Pass(0.001);
        (await ClaimIdsAsync()).ShouldBe(ids[2..]);
    }

    [Fact]
    public async Task Limit_and_rate_hold_together()
    {
        var ids = await AddManyAsync(5);
        await LimitAsync(2, Rate(3, 10));

        var first = await ClaimAsync();
        first.Count.ShouldBe(2);
        await CompleteAsync(first[0]);
        await CompleteAsync(first[1]);
        (await ClaimIdsAsync()).ShouldBe(ids[2..3]);
        Pass(10);
        (await ClaimIdsAsync()).ShouldBe(ids[3..4], "one runs yet");
    }

    [Fact]
    public async Task Another_rate_counts_what_started_within_the_window_of_the_one_before_and_none_forgets_it()
    {
        var ids = await AddManyAsync(6);
        await LimitAsync(rate: Rate(3, 10));
        await ClaimAsync(1);
        Pass(6);
        await ClaimAsync(1);
        Pass(6);

        await LimitAsync(rate: Rate(2, 60));
        (await ClaimIdsAsync()).ShouldBe(ids[2..3]);
        await LimitAsync();
        await LimitAsync(rate: Rate(2, 60));
        (await ClaimIdsAsync()).ShouldBe(ids[3..5]);
    }

    [Fact]
    public async Task A_job_that_waits_for_its_queue_says_until_when()
    {
        var ids = await AddManyAsync(3);
        await LimitAsync(rate: Rate(2, 60));
        (await ReasonsAsync(ids[2])).ShouldBeEmpty();
        await ClaimAsync(1);
        Pass(5);
        await ClaimAsync(1);
        Pass(7);

        var reason = (await ReasonsAsync(ids[2])).ShouldHaveSingleItem();

        (reason.Code, reason.Subject, reason.Limit, reason.Note, reason.In, reason.Blocks)
            .ShouldBe((WaitCode.QueueRate, "default", 2, "2/min", TimeSpan.FromSeconds(48), true));
        reason.At.ShouldBe(Clock.Now.AddSeconds(48));
    }

    [Fact]
    public async Task Many_claimers_under_a_clock_that_moves_never_start_more_within_any_window()
    {
        await AddManyAsync(600);
        await LimitAsync(rate: Rate(7, 1));
        var workers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RegisterAsync("w" + i)));
        var random = new Random(20_261);
        var starts = new List<DateTimeOffset>();
        for (var round = 0; round < 60; round++)
        {
            var asked = workers.Select(worker => (Worker: worker, Count: 1 + random.Next(4))).ToList();
            var claims = await Task.WhenAll(asked.Select(one => Task.Run(() => ClaimAsync(one.Count, one.Worker), Cancel)));
            starts.AddRange(claims.SelectMany(jobs => jobs).Select(job => job.ClaimedAt!.Value));
            Pass(random.Next(1, 400) / 1_000.0);
        }

        starts.Sort();
        starts.Count.ShouldBeGreaterThan(60);
        starts.Skip(7).Zip(starts, (later, earlier) => later - earlier).ShouldAllBe(apart => apart >= TimeSpan.FromSeconds(1));
        starts.Skip(6).Zip(starts, (later, earlier) => later - earlier).ShouldContain(apart => apart < TimeSpan.FromSeconds(1), "the rate is used up");
    }
}
