using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>A tenant that is paused keeps no place that others wait for, and takes its own again when it goes on.</summary>
public abstract class PausedPlaceSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static readonly SlotKey Shared = new("shared", 1);

    private static NewJob Job(string tenant, params SlotKey[] slots) => Samples.Job() with { Tenant = tenant, Slots = slots.Length == 0 ? [Shared] : slots };

    private Task<ControlReply> PauseAsync(string tenant) => Store.Control.PauseAsync(PauseTarget.Tenant(tenant), "ann", cancel: Cancel);

    private Task<ControlReply> ResumeAsync(string tenant) => Store.Control.ResumeAsync(PauseTarget.Tenant(tenant), "ann", Cancel);

    [Fact]
    public async Task A_place_that_is_free_goes_to_the_next_tenant()
    {
        var ids = await AddAllAsync(Job("a"), Job("a"), Job("b"));
        var running = await ClaimOneAsync();
        await PauseAsync("a");

        await FinishAsync(running, Outcome.Completed());

        (await ClaimOneAsync()).Id.ShouldBe(ids[2]);
        (await StateAsync(ids[1])).ShouldBe(JobState.Blocked);
    }

    [Fact]
    public async Task What_comes_while_its_tenant_is_paused_takes_no_place()
    {
        await PauseAsync("a");
        var ids = await AddAllAsync(Job("a"), Job("b"), Job("a") with { Slots = [] });

        var b = await ClaimOneAsync();
        b.Id.ShouldBe(ids[1]);
        (await StateAsync(ids[0])).ShouldBe(JobState.Blocked);
        (await StateAsync(ids[2])).ShouldBe(JobState.Ready, "it holds none");
        await FinishAsync(b, Outcome.Completed());
        (await Store.Queries.ExplainAsync(ids[0], Cancel))!.Reasons[0].Code.ShouldBe(WaitCode.TenantPaused);
        (await Store.Queries.ExplainAsync(ids[0], Cancel))!.Reasons.ShouldNotContain(reason => reason.Code == WaitCode.Slot, "it is passed by, so that it is not about to be handed anything");
    }

    [Fact]
    public async Task A_place_that_is_held_and_not_used_is_given_up_to_whoever_waits_for_it()
    {
        var ids = await AddAllAsync(Job("a"), Job("a"), Job("b"));
        await PauseAsync("a");
        (await ClaimAsync()).ShouldBeEmpty();

        (await Store.Upkeep.AdmitAsync(Cancel)).ShouldBeGreaterThan(0);

        var b = await ClaimOneAsync();
        b.Id.ShouldBe(ids[2]);
        await ResumeAsync("a");
        await FinishAsync(b, Outcome.Completed());
        (await ClaimOneAsync()).Id.ShouldBe(ids[0], "it was the first of its tenant");
    }

    [Fact]
    public async Task A_place_that_nobody_else_wants_is_kept()
    {
        var ids = await AddAllAsync(Job("a"), Job("a"), Job("c"));
        await PauseAsync("c");
        await PauseAsync("a");

        await Store.Upkeep.AdmitAsync(Cancel);

        (await StateAsync(ids[0])).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task One_that_runs_keeps_its_place()
    {
        await AddAllAsync(Job("a"), Job("b"));
        var running = await ClaimOneAsync();
        await PauseAsync("a");

        await Store.Upkeep.AdmitAsync(Cancel);

        (await ClaimAsync()).ShouldBeEmpty();
        (await FinishAsync(running, Outcome.Completed())).ShouldBe(FinishReply.Accepted);
    }

    [Fact]
    public async Task A_tenant_that_goes_on_is_handed_what_is_free_at_once()
    {
        await PauseAsync("a");
        var ids = await AddAllAsync(Job("a"), Job("a"), Job("a", new SlotKey("other", 2)), Job("a", new SlotKey("other", 2), Shared));

        await ResumeAsync("a");

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([ids[0], ids[2]]);
    }

    [Fact]
    public async Task One_that_waits_behind_many_of_a_paused_tenant_is_found_also_where_it_needs_two_keys()
    {
        var second = new SlotKey("second", 1);
        await AddAllAsync([.. Enumerable.Repeat(Job("a"), 40), .. Enumerable.Repeat(Job("a", Shared, second), 40)]);
        var running = await ClaimOneAsync();
        var blocker = await AddAsync(Job("c", second));
        var ids = await AddAllAsync(Job("b", Shared, second), Job("b"));
        await PauseAsync("a");

        await FinishAsync(running, Outcome.Completed());

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([blocker, ids[1]], ignoreOrder: true);
    }

    [Fact]
    public async Task A_tenant_at_its_budget_stops_nobody_else_and_goes_on_once_that_is_lifted()
    {
        await Store.Tenants.SetBudgetAsync("a", new Budget(1, "USD"), "ann", Cancel);
        var ids = await AddAllAsync(Job("a"), Job("a"), Job("b"));
        var running = await ClaimOneAsync();
        await Store.Costs.AddAsync([NewCost.Of(running, running.Running!.Value, 1, new Cost("llm", 1, "USD"))], Cancel);
        await FinishAsync(running, Outcome.Completed());

        var b = await ClaimOneAsync();
        b.Id.ShouldBe(ids[2]);
        await FinishAsync(b, Outcome.Completed());
        (await ClaimAsync()).ShouldBeEmpty();
        await Store.Tenants.LiftBudgetAsync("a", "ann", Cancel);
        (await ClaimOneAsync()).Id.ShouldBe(ids[1]);
    }

    [Theory]
    [InlineData(AtLimit.Drop)]
    [InlineData(AtLimit.Replace)]
    public async Task What_is_to_be_done_at_the_limit_is_done_while_nothing_is_given_a_place(AtLimit what)
    {
        var slot = Shared with { AtLimit = what };
        await PauseAsync("a");
        var first = await AddAsync(Job("a", slot));

        var second = (await Store.Intake.EnqueueAsync([Job("a", slot)], Cancel)).ShouldHaveSingleItem();

        second.ShouldBe(new Enqueued(first, what == AtLimit.Drop ? EnqueueResult.Dropped : EnqueueResult.Replaced));
        await ResumeAsync("a");
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(first);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nobody_is_stopped_for_a_job_that_may_not_begin(int limit)
    {
        var slot = Shared with { Limit = limit, AtLimit = AtLimit.CancelRunning };
        await AddAsync(Job("b", slot));
        var running = await ClaimOneAsync();
        await PauseAsync("a");

        await AddAllAsync(Job("a", slot), Job("a", slot));

        (await GetAsync(running.Id)).CancelRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task One_of_many_sets_of_keys_is_found_though_a_paused_tenant_waits_for_its_other_key()
    {
        var other = new SlotKey("other", 1);
        foreach (var i in Enumerable.Range(0, 20))
        {
            await AddAsync(Job("", new SlotKey($"full {i}", 1)));
        }

        await AddAllAsync(Job("", other with { Limit = 3 }), Job("a", other));
        await PauseAsync("a");
        await AddAsync(Job(""));
        var holder = (await ClaimAsync()).Single(job => job.Slots[0].Key == "shared");
        foreach (var i in Enumerable.Range(0, 20))
        {
            await AddAsync(Job("", Shared, new SlotKey($"full {i}", 1)));
        }

        var last = await AddAsync(Job("", Shared, other with { Limit = 3 }));

        await FinishAsync(holder, Outcome.Completed());

        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(last);
    }

    [Fact]
    public async Task A_limit_in_line_counts_for_others_only_while_its_tenant_is_not_paused()
    {
        var wider = Shared with { Limit = 3 };
        await AddAllAsync(Job("a"), Job("a"));
        await ClaimOneAsync();
        await PauseAsync("a");

        var ids = await AddAllAsync(Job("b", wider), Job("b", wider), Job("b", wider));

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([ids[0], ids[1]]);
    }

    [Fact]
    public async Task Nor_does_it_where_all_come_in_one_call_and_none_runs()
    {
        await PauseAsync("a");
        await AddAsync(Job("a"));
        var wider = Shared with { Limit = 3 };

        var ids = await AddAllAsync(Job("b", wider), Job("b", wider), Job("b", wider), Job("b", wider));

        var taken = await ClaimAsync();
        taken.Select(job => job.Id).ShouldBe(ids[..3]);
        await ResumeAsync("a");
        await FinishAsync(taken[0], Outcome.Completed());
        (await ClaimAsync()).ShouldBeEmpty("the lowest limit of those in line counts again");
    }

    [Fact]
    public async Task Several_that_go_on_in_one_call_are_all_handed_what_is_free()
    {
        var budget = new Budget(1, "USD");
        await Store.Tenants.DeclareAsync("shop", [new TenantDefinition { Name = "a", Budget = budget }, new TenantDefinition { Name = "b", Budget = budget }], Cancel);
        SlotKey one = new("one", 1), two = new("two", 1);
        await AddAllAsync(Job("a", one), Job("b", two));
        foreach (var running in await ClaimAsync())
        {
            await Store.Costs.AddAsync([NewCost.Of(running, running.Running!.Value, 1, new Cost("llm", 1, "USD"))], Cancel);
            await FinishAsync(running, Outcome.Completed());
        }

        var ids = await AddAllAsync(Job("a", one), Job("b", two));
        (await ClaimAsync()).ShouldBeEmpty();

        await Store.Tenants.DeclareAsync("shop", [new TenantDefinition { Name = "a", Budget = budget with { Amount = 5 } }, new TenantDefinition { Name = "b", Budget = budget with { Amount = 5 } }], Cancel);

        (await ClaimAsync()).Select(job => job.Id).ShouldBe(ids);
    }

    [Fact]
    public async Task What_is_due_when_its_tenant_goes_on_is_handed_its_place_with_the_others()
    {
        await Store.Tenants.SetBudgetAsync("a", new Budget(1, "USD"), "ann", Cancel);
        await AddAsync(Job("a"));
        var running = await ClaimOneAsync();
        await Store.Costs.AddAsync([NewCost.Of(running, running.Running!.Value, 1, new Cost("llm", 1, "USD"))], Cancel);
        await FinishAsync(running, Outcome.Completed());
        var waits = await AddAsync(Job("a"));
        await AddAsync(Job("a") with { Delay = TimeSpan.FromHours(1) });
        Clock.Advance(TimeSpan.FromDays(1));

        await Store.Upkeep.PromoteDueAsync(10, Cancel);

        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(waits);
    }

    [Fact]
    public async Task A_tenant_whose_budget_is_raised_is_handed_what_is_free()
    {
        await Store.Tenants.SetBudgetAsync("a", new Budget(1, "USD"), "ann", Cancel);
        var ids = await AddAllAsync(Job("a"), Job("a"));
        var running = await ClaimOneAsync();
        await Store.Costs.AddAsync([NewCost.Of(running, running.Running!.Value, 1, new Cost("llm", 1, "USD"))], Cancel);
        await FinishAsync(running, Outcome.Completed());

        await Store.Tenants.SetBudgetAsync("a", new Budget(2, "USD"), "ann", Cancel);

        (await ClaimOneAsync()).Id.ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Once_a_pause_is_over_by_its_time_its_jobs_are_handed_what_is_free()
    {
        await Store.Tenants.SetBudgetAsync("a", new Budget(1, "USD"), "ann", Cancel);
        var ids = await AddAllAsync(Job("a"), Job("a"));
        var running = await ClaimOneAsync();
        await Store.Costs.AddAsync([NewCost.Of(running, running.Running!.Value, 1, new Cost("llm", 1, "USD"))], Cancel);
        await FinishAsync(running, Outcome.Completed());
        Clock.Advance(TimeSpan.FromDays(1));

        await Store.Upkeep.PromoteDueAsync(10, Cancel);

        (await StateAsync(ids[1])).ShouldBe(JobState.Ready);
    }
}
