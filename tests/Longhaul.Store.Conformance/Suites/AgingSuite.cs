using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class AgingSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob Job(int priority, string queue = "default") => Samples.Job() with { Priority = priority, Queue = queue };

    private static ClaimLane Aging(string queue = "default", int places = 100, int prefetch = 0) => new(queue, places, prefetch, OldestFirst: true);

    private async Task<long[]> OldestAsync(int limit, params ClaimLane[] lanes) =>
        (await AskAsync(limit, null, lanes.Length == 0 ? [Aging()] : lanes)).Jobs.Select(job => job.Id).ToArray();

    [Fact]
    public async Task A_low_priority_is_taken_at_every_sixteenth_claim_while_higher_ones_keep_coming_and_not_before()
    {
        var low = await AddAsync(Job(0));
        for (var i = 1; i <= 48; i++)
        {
            await AddAllAsync(Job(9), Job(9));
            var taken = i % 16 == 0 ? await OldestAsync(1) : [(await ClaimOneAsync()).Id];
            taken.ShouldHaveSingleItem();
            if (taken[0] == low)
            {
                i.ShouldBe(16);
            }
        }

        (await StateAsync(low)).ShouldBe(JobState.Running);
    }

    [Fact]
    public async Task Without_it_a_low_priority_waits_as_long_as_higher_ones_keep_coming()
    {
        var low = await AddAsync(Job(0));
        for (var i = 0; i < 40; i++)
        {
            await AddAllAsync(Job(9), Job(9));
            (await ClaimOneAsync()).Priority.ShouldBe(9);
        }

        (await StateAsync(low)).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task The_lane_that_has_waited_longest_goes_before_the_others_in_its_own_order()
    {
        var ids = await AddAllAsync(Job(3), Job(7), Job(3), Job(7), Job(5));
        (await OldestAsync(3)).ShouldBe([ids[0], ids[2], ids[1]]);
        (await OldestAsync(10)).ShouldBe([ids[3], ids[4]]);
    }

    [Fact]
    public async Task A_queue_that_is_full_over_all_workers_takes_no_others_turn()
    {
        var ids = await AddAllAsync(Job(5), Job(0), Job(2, "render"), Job(8, "render"));
        (await ClaimOneAsync()).Id.ShouldBe(ids[0]);
        await Store.Limits.DeclareAsync("shop", [new QueueLimit("default", 1)], Cancel);
        (await OldestAsync(1, Aging(places: 2), Aging("render", 2))).ShouldBe([ids[2]]);
        (await OldestAsync(2, Aging(places: 2), Aging("render", 2))).ShouldBe([ids[3]]);
    }

    [Fact]
    public async Task Of_several_queues_the_one_whose_lane_has_waited_longest_goes_first()
    {
        var ids = await AddAllAsync(Job(2, "render"), Job(8), Job(9, "render"), Job(1));
        (await OldestAsync(2, Aging(places: 2), Aging("render", 2))).ShouldBe([ids[0], ids[2]]);
        (await OldestAsync(2, Aging(places: 2), Aging("render", 2))).ShouldBe([ids[1], ids[3]]);
    }

    [Fact]
    public async Task A_queue_that_does_not_age_or_has_no_place_is_left_in_its_order()
    {
        var ids = await AddAllAsync(Job(2, "render"), Job(8, "render"), Job(3), Job(9));
        (await OldestAsync(2, Aging(places: 2), new ClaimLane("render", 2))).ShouldBe([ids[2], ids[3]]);
        var more = await AddAllAsync(Job(3), Job(9));
        (await OldestAsync(1, Aging(places: 1), Aging("render", 0))).ShouldBe([more[0]]);
    }

    [Fact]
    public async Task What_is_paused_or_of_another_kind_makes_no_lane_old()
    {
        var ids = await AddAllAsync(
            Job(1) with { Kind = "else" }, Job(2) with { Tenant = "held" }, Job(3) with { Kind = "stopped" }, Job(4), Job(9));
        await Store.Control.PauseAsync(PauseTarget.Tenant("held"), "ann", cancel: Cancel);
        await Store.Control.PauseAsync(PauseTarget.Kind("stopped"), "ann", cancel: Cancel);
        var reply = await Store.Claims.ClaimAsync(
            new ClaimRequest { Token = new AttemptToken(Me, 1_000), Lanes = [Aging()], Limit = 1, Kinds = ["work", "stopped"] }, Cancel);
        reply.Jobs.ShouldHaveSingleItem().Id.ShouldBe(ids[3]);
    }

    [Fact]
    public async Task What_was_put_back_is_the_head_of_its_lane_and_what_lost_a_worker_may_be()
    {
        var ids = await AddAllAsync(Job(1), Job(1), Job(9), Job(2));
        await FinishAsync((await AskAsync(1, null, Aging())).Jobs[0], Outcome.Released);
        (await OldestAsync(1)).ShouldBe([ids[0]]);
        var you = await RegisterAsync("you");
        await Store.Upkeep.RescueAsync([Me], 10, Cancel);
        var request = new ClaimRequest { Token = new AttemptToken(you, 7), Lanes = [Aging()], Limit = 1, AllowCrashed = false };
        (await Store.Claims.ClaimAsync(request, Cancel)).Jobs.ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
        (await Store.Claims.ClaimAsync(request with { Token = new AttemptToken(you, 8), AllowCrashed = true }, Cancel))
            .Jobs.ShouldHaveSingleItem().Id.ShouldBe(ids[0]);
    }

    [Fact]
    public async Task The_oldest_lane_also_goes_first_to_what_is_wanted_in_advance()
    {
        var ids = await AddAllAsync(Job(0), Job(0), Job(9), Job(9));
        var reply = await AskAsync(3, null, Aging(places: 1, prefetch: 2));
        reply.Jobs.Select(job => (job.Id, job.StartedAt is not null)).ShouldBe([(ids[0], true), (ids[1], false), (ids[2], false)]);
    }
}
