using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Several queues share a worker's places: they go round, and what came in advance keeps nobody waiting.</summary>
public abstract class RoundSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob Job(string queue, int priority = 0, string tenant = "") => Samples.Job() with { Queue = queue, Priority = priority, Tenant = tenant };

    private async Task<long[]> TakeAsync(int limit, params ClaimLane[] lanes) => (await AskAsync(limit, null, lanes)).Jobs.Select(job => job.Id).ToArray();

    [Fact]
    public async Task Of_the_same_priority_each_queue_gives_one_in_turn_beginning_with_the_one_that_is_named_first()
    {
        var ids = await AddAllAsync(Job("a"), Job("a"), Job("a"), Job("b"), Job("b"), Job("a", 5));
        (await TakeAsync(4, new("a", 9), new("b", 9))).ShouldBe([ids[5], ids[0], ids[3], ids[1]]);
        (await TakeAsync(1, new("b", 9), new("a", 9))).ShouldBe([ids[4]]);
        (await TakeAsync(9, new("b", 9), new("a", 9))).ShouldBe([ids[2]]);
    }

    [Fact]
    public async Task A_queue_with_places_for_one_leaves_the_others_to_the_next()
    {
        var ids = await AddAllAsync(Job("a"), Job("a"), Job("b"), Job("b"), Job("b"));
        (await TakeAsync(3, new("a", 1), new("b", 9))).ShouldBe([ids[0], ids[2], ids[3]]);
    }

    [Fact]
    public async Task Turns_of_tenants_in_one_queue_say_nothing_in_another()
    {
        // The turns of an old queue have high numbers, and jobs of nobody have none.
        foreach (var i in Enumerable.Range(0, 20))
        {
            await AddAsync(Job("old", tenant: "t"));
            await FinishAsync((await AskAsync(1, null, new ClaimLane("old", 1))).Jobs[0], Outcome.Completed());
        }

        var old = await AddAllAsync(Job("old", tenant: "t"), Job("old", tenant: "t"));
        var others = await AddAllAsync(Job("young", tenant: "u"), Job("young", tenant: "u"), Job("plain"), Job("plain"));
        ClaimLane[] lanes = [new("old", 9), new("young", 9), new("plain", 9)];
        (await TakeAsync(3, lanes)).ShouldBe([old[0], others[0], others[2]]);
        (await TakeAsync(2, lanes)).ShouldBe([old[1], others[1]]);
    }

    [Fact]
    public async Task One_that_lost_a_worker_has_its_place_in_its_queue()
    {
        var lost = await AddAllAsync(Job("a"), Job("b"));
        await AskAsync(9, null, new ClaimLane("a", 1), new ClaimLane("b", 1));
        var you = await RegisterAsync("you");
        await Store.Upkeep.RescueAsync([Me], 10, Cancel);
        var more = await AddAllAsync(Job("a"), Job("b"));

        var taken = (await AskAsync(9, you, new ClaimLane("b", 9), new ClaimLane("a", 9))).Jobs.Select(job => job.Id);

        taken.ShouldBe([lost[1], more[1], more[0]], "only one that lost a worker runs at once");
    }

    [Fact]
    public async Task The_oldest_priority_goes_first_also_where_all_is_wanted_in_advance()
    {
        var ids = await AddAllAsync(Job("a", 0), Job("a", 9), Job("a", 9));
        var reply = await AskAsync(1, null, new ClaimLane("a", 0, 1, OldestFirst: true));
        reply.Jobs.Select(job => (job.Id, job.StartedAt)).ShouldBe([(ids[0], null)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_lost_a_worker_is_passed_over_in_advance_and_that_is_said(bool allowed)
    {
        var lost = await AddAsync(Job("a"));
        await AskAsync(1, null, new ClaimLane("a", 1));
        var you = await RegisterAsync("you");
        await Store.Upkeep.RescueAsync([Me], 10, Cancel);
        var next = await AddAsync(Job("a"));

        var reply = await Store.Claims.ClaimAsync(
            new ClaimRequest { Token = new AttemptToken(you, 1), Lanes = [new ClaimLane("a", 0, 2)], Limit = 2, AllowCrashed = allowed }, Cancel);

        (reply.Jobs.ShouldHaveSingleItem().Id, reply.PassedOver).ShouldBe((next, allowed));
        (await StateAsync(lost)).ShouldBe(JobState.Ready);
    }
}
