using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class SlotSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob Keyed(string key = "k", int limit = 1, int priority = 5) =>
        Samples.Job() with { Slots = [new SlotKey(key, limit)], Priority = priority };

    [Fact]
    public async Task Only_as_many_as_the_limit_are_ready_and_an_end_hands_the_slot_on_in_order()
    {
        var ids = await AddAllAsync(Keyed(limit: 2), Keyed(limit: 2), Keyed(limit: 2), Keyed(limit: 2, priority: 6));
        var jobs = await ClaimAsync();
        jobs.Select(job => job.Id).ShouldBe([ids[0], ids[1]]);
        (await StateAsync(ids[3])).ShouldBe(JobState.Blocked);
        await FinishAsync(jobs[0], Outcome.Failed("x", "y"));
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[3]);
        await FinishAsync(jobs[1], Outcome.Cancelled("c"));
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[2]);
    }

    [Fact]
    public async Task A_job_that_waits_to_retry_holds_no_slot_and_must_get_one_again()
    {
        var ids = await AddAllAsync(Keyed(), Keyed());
        var first = await ClaimOneAsync();
        await FinishAsync(first, Outcome.Retry("x", "y", TimeSpan.FromSeconds(1)));
        var second = await ClaimOneAsync();
        second.Id.ShouldBe(ids[1]);
        Pass(2);
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await GetAsync(ids[0])).ShouldSatisfyAllConditions(j => j.State.ShouldBe(JobState.Blocked), j => j.Admitted.ShouldBeFalse());
        await FinishAsync(second, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(ids[0]);
    }

    [Fact]
    public async Task A_released_job_keeps_its_slot()
    {
        var ids = await AddAllAsync(Keyed(), Keyed());
        await FinishAsync(await ClaimOneAsync(), Outcome.Released);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[0]);
    }

    [Fact]
    public async Task Several_keys_are_taken_together_or_not_at_all()
    {
        var both = Samples.Job() with { Slots = [new SlotKey("a", 1), new SlotKey("b", 1)] };
        var ids = await AddAllAsync(Keyed("a"), both, Keyed("b"));
        var jobs = await ClaimAsync();
        jobs.Select(job => job.Id).ShouldBe([ids[0], ids[2]]);
        await FinishAsync(jobs[0], Outcome.Completed());
        (await ClaimAsync()).ShouldBeEmpty();
        await FinishAsync(jobs[1], Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Cancelling_the_holder_hands_the_slot_on()
    {
        var ids = await AddAllAsync(Keyed(), Keyed(), Keyed());
        await Store.Control.CancelAsync(ids[0], "ann", null, Cancel);
        await Store.Control.CancelAsync(ids[1], "ann", null, Cancel);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[2]);
        (await Store.Upkeep.AdmitAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_rescued_job_keeps_its_slot_and_is_rescued_only_late_or_on_proof()
    {
        var other = await RegisterAsync("other");
        var ids = await AddAllAsync(Keyed(), Keyed());
        await ClaimOneAsync();
        await TickAsync(6, other);
        (await Store.Upkeep.RescueAsync([], 100, Cancel)).ShouldBeEmpty();
        await TickAsync(12, other);
        (await Store.Upkeep.RescueAsync([], 100, Cancel)).ShouldHaveSingleItem().JobId.ShouldBe(ids[0]);
        (await ClaimAsync(100, other)).ShouldHaveSingleItem().Id.ShouldBe(ids[0]);
    }
}
