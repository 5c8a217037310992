using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class BudgetSuite<TFactory> : CostStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero);

    private Task DeclareAsync(decimal? amount, string name = "acme") => Store.Tenants.DeclareAsync(
        "shop", [new TenantDefinition { Name = name, Budget = amount is { } known ? new Budget(known, "USD") : null }], Cancel);

    private async Task<ControlResult> SetAsync(decimal? amount, string name = "acme") =>
        (await Store.Tenants.SetBudgetAsync(name, amount is { } known ? new Budget(known, "USD") : null, "ann", Cancel)).Result;

    private async Task<ControlResult> LiftAsync() => (await Store.Tenants.LiftBudgetAsync("acme", "ann", Cancel)).Result;

    private async Task<Budget?> BudgetAsync(string name = "acme") => (await Store.Tenants.ListAsync(Cancel)).SingleOrDefault(tenant => tenant.Name == name)?.Budget;

    private async Task<PauseRecord[]> PausesAsync() => [.. await Store.Queries.ListPausesAsync(Cancel)];

    private async Task<AuditEntry[]> AuditAsync(string action) => [.. (await Store.Audit.ListAsync(new AuditFilter(Action: action), 100, null, Cancel)).Select(record => record.Entry)];

    private async Task<int> ClaimedAsync() => (await ClaimAsync()).Count;

    private Task<long> AddJobAsync(string tenant = "acme") => AddAsync(Samples.Job() with { Tenant = tenant });

    private void PassToMidnight() => Clock.Advance(Midnight - Clock.Now);

    [Fact]
    public async Task A_tenant_that_reaches_its_budget_is_paused_until_the_next_day_once_and_what_runs_goes_on()
    {
        await DeclareAsync(5);
        await AddJobAsync();
        var running = await ClaimOneAsync();
        (await AddCostsAsync(Spend(4.999999999m), Spend(100, currency: "EUR"), Spend(100, tenant: "other"))).Reached.ShouldBeEmpty();
        (await PausesAsync()).ShouldBeEmpty();
        var since = Clock.Now;
        var reached = (await AddCostsAsync(Spend(0.000000001m))).Reached.ShouldHaveSingleItem();
        reached.ShouldBe(new BudgetReached("acme", new Budget(5, "USD"), 5, Midnight));
        Pass(1);
        (await AddCostsAsync(Spend(3))).Reached.ShouldBeEmpty();
        (await PausesAsync()).ShouldBe(
        [
            new PauseRecord(PauseTarget.Tenant("acme"), since, "", "reached its budget of 5.00 USD for 2026-03-14") { Cause = PauseCause.Budget, Until = Midnight },
        ]);
        (await AuditAsync("BUDGET_REACHED")).ShouldBe([new AuditEntry("longhaul", "BUDGET_REACHED", "tenant acme", "spent 5.00 USD of 5.00 USD/day; paused until 2026-03-15 00:00 UTC")]);
        await AddJobAsync();
        var free = await AddJobAsync("other");
        (await ClaimOneAsync()).Id.ShouldBe(free);
        (await FinishAsync(running, Outcome.Completed())).ShouldBe(FinishReply.Accepted);
    }

    [Fact]
    public async Task Why_tells_which_budget_and_when_it_goes_on()
    {
        await DeclareAsync(5);
        await AddCostsAsync(Spend(6));
        var job = await AddJobAsync();
        var why = (await Store.Queries.ExplainAsync(job, Cancel)).ShouldNotBeNull();
        why.Reasons[0].Code.ShouldBe(WaitCode.TenantBudget);
        why.Reasons[0].Blocks.ShouldBeTrue();
        why.Reasons[0].In.ShouldBe(Midnight - Clock.Now);
        why.Reasons[0].Sentence(why).ShouldStartWith("tenant acme reached its budget of 5.00 USD for 2026-03-14; goes on at 00:00 UTC");
        why.Reasons[0].Remedy(why).ShouldContain("longhaul tenants budget acme");
    }

    [Fact]
    public async Task At_midnight_it_goes_on_by_itself_and_the_new_day_counts_anew()
    {
        await DeclareAsync(5);
        await AddCostsAsync(Spend(6));
        await AddJobAsync();
        var promoted = await Store.Upkeep.PromoteDueAsync(10, Cancel);
        promoted.NextIn.ShouldBe(Midnight - Clock.Now);
        PassToMidnight();
        Pass(-0.001);
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await ClaimedAsync()).ShouldBe(0);
        Pass(0.001);
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await PausesAsync()).ShouldBeEmpty();
        (await ClaimedAsync()).ShouldBe(1);
        (await AddCostsAsync(Spend(4))).Reached.ShouldBeEmpty();
        (await AddCostsAsync(Spend(1))).Reached.ShouldHaveSingleItem().Until.ShouldBe(Midnight.AddDays(1));
        (await AuditAsync("BUDGET_REACHED")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_pause_of_yesterday_that_nobody_has_ended_yet_is_no_pause_of_today()
    {
        await DeclareAsync(5);
        await AddCostsAsync(Spend(6));
        PassToMidnight();
        (await AddCostsAsync(Spend(1))).Reached.ShouldBeEmpty();
        (await PausesAsync()).ShouldBeEmpty();
        await AddCostsAsync(Spend(5));
        PassToMidnight();
        Pass(86_400);
        (await AddCostsAsync(Spend(7))).Reached.ShouldHaveSingleItem().Spent.ShouldBe(7);
        (await PausesAsync()).ShouldHaveSingleItem().Until.ShouldBe(Midnight.AddDays(2));
    }

    [Fact]
    public async Task Raising_the_budget_beyond_what_is_spent_lets_it_go_on_and_a_lower_one_pauses_at_once()
    {
        (await SetAsync(5)).ShouldBe(ControlResult.Done);
        (await SetAsync(5.00m)).ShouldBe(ControlResult.Unchanged);
        await AddCostsAsync(Spend(6));
        await AddJobAsync();
        (await SetAsync(5.5m)).ShouldBe(ControlResult.Done);
        (await PausesAsync()).ShouldHaveSingleItem().Reason.ShouldBe("reached its budget of 5.50 USD for 2026-03-14");
        (await SetAsync(7)).ShouldBe(ControlResult.Done);
        (await PausesAsync()).ShouldBeEmpty();
        (await ClaimedAsync()).ShouldBe(1);
        (await SetAsync(6)).ShouldBe(ControlResult.Done);
        (await PausesAsync()).ShouldHaveSingleItem();
        (await SetAsync(null)).ShouldBe(ControlResult.Done);
        (await SetAsync(null)).ShouldBe(ControlResult.Unchanged);
        (await PausesAsync()).ShouldBeEmpty();
        (await AuditAsync("TENANT_SET")).Select(entry => entry.Detail).ShouldBe(
            ["budget none", "budget 6.00 USD/day", "budget 7.00 USD/day", "budget 5.50 USD/day", "budget 5.00 USD/day"]);
    }

    [Fact]
    public async Task A_person_lifts_it_for_the_day_and_not_for_the_next()
    {
        await DeclareAsync(5);
        (await LiftAsync()).ShouldBe(ControlResult.Unchanged);
        await AddCostsAsync(Spend(6));
        (await LiftAsync()).ShouldBe(ControlResult.Done);
        (await AddCostsAsync(Spend(60))).Reached.ShouldBeEmpty();
        await DeclareAsync(5);
        (await PausesAsync()).ShouldBeEmpty();
        PassToMidnight();
        (await AddCostsAsync(Spend(6))).Reached.ShouldHaveSingleItem();
        (await AuditAsync("BUDGET_LIFTED")).ShouldBe([new AuditEntry("ann", "BUDGET_LIFTED", "tenant acme", "for 2026-03-14")]);
    }

    [Fact]
    public async Task A_persons_pause_and_that_of_the_budget_lift_nothing_of_each_other()
    {
        await DeclareAsync(5);
        var target = PauseTarget.Tenant("acme");
        (await Store.Control.PauseAsync(target, "ann", "holiday", Cancel)).Result.ShouldBe(ControlResult.Done);
        await AddCostsAsync(Spend(6));
        await AddJobAsync();
        (await PausesAsync()).Select(pause => pause.Cause).ShouldBe([PauseCause.Person, PauseCause.Budget]);
        (await ClaimedAsync()).ShouldBe(0);
        (await Store.Control.ResumeAsync(target, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await Store.Control.ResumeAsync(target, "ann", Cancel)).Result.ShouldBe(ControlResult.Unchanged);
        (await PausesAsync()).ShouldHaveSingleItem().Cause.ShouldBe(PauseCause.Budget);
        (await ClaimedAsync()).ShouldBe(0);
        await Store.Control.PauseAsync(target, "ann", null, Cancel);
        PassToMidnight();
        await Store.Upkeep.PromoteDueAsync(10, Cancel);
        (await PausesAsync()).ShouldHaveSingleItem().Cause.ShouldBe(PauseCause.Person);
        (await ClaimedAsync()).ShouldBe(0);
        await Store.Control.ResumeAsync(target, "ann", Cancel);
        (await ClaimedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_budget_set_by_hand_stays_until_the_declaration_changes()
    {
        await DeclareAsync(5);
        await SetAsync(9);
        await DeclareAsync(5);
        (await BudgetAsync()).ShouldBe(new Budget(9, "USD"));
        await DeclareAsync(6);
        (await BudgetAsync()).ShouldBe(new Budget(6, "USD"));
        await SetAsync(7);
        await Store.Tenants.DeclareAsync("shop", [], Cancel);
        (await BudgetAsync()).ShouldBe(new Budget(7, "USD"));
        await DeclareAsync(null);
        (await BudgetAsync()).ShouldBe(new Budget(7, "USD"));
        await DeclareAsync(8);
        await DeclareAsync(null);
        (await BudgetAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_budget_that_is_declared_no_more_holds_nobody_back()
    {
        await DeclareAsync(5);
        await AddCostsAsync(Spend(6));
        await Store.Tenants.DeclareAsync("shop", [], Cancel);
        (await PausesAsync()).ShouldBeEmpty();
        (await BudgetAsync()).ShouldBeNull();
        await DeclareAsync(5);
        (await PausesAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_day_of_thousands_of_costs_is_summed_to_the_end()
    {
        await DeclareAsync(2.5m);
        for (var i = 0; i < 4; i++)
        {
            (await AddCostsAsync([.. Enumerable.Range(0, 600).Select(_ => Spend(0.001m))])).Reached.ShouldBeEmpty();
        }

        (await AddCostsAsync([.. Enumerable.Range(0, 99).Select(_ => Spend(0.001m))])).Reached.ShouldBeEmpty();
        (await AddCostsAsync(Spend(0.001m))).Reached.ShouldHaveSingleItem().Spent.ShouldBe(2.5m);
    }

    [Fact]
    public async Task Of_many_who_spend_at_once_one_reaches_the_budget()
    {
        await DeclareAsync(1);
        var spends = Enumerable.Range(0, 40).Select(_ => new[] { Spend(0.04m), Spend(0.01m, tenant: "b") }).ToArray();
        var answers = await Task.WhenAll(spends.Select(AddCostsAsync));
        answers.Sum(answer => answer.Reached.Count).ShouldBe(1);
        answers.SelectMany(answer => answer.Reached).Single().Spent.ShouldBe(1);
        (await AuditAsync("BUDGET_REACHED")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task What_could_be_no_budget_is_refused()
    {
        foreach (var wrong in (Budget[])[new Budget(0, "USD"), new Budget(-1, "USD"), new Budget(1, "usd"), new Budget(1.0000000001m, "USD"), new Budget(1_000_000_001, "USD")])
        {
            (await Store.Tenants.SetBudgetAsync("acme", wrong, "ann", Cancel)).Result.ShouldBe(ControlResult.Refused);
            await Should.ThrowAsync<RefusedException>(() => Store.Tenants.DeclareAsync("shop", [new TenantDefinition { Name = "acme", Budget = wrong }], Cancel));
        }

        (await SetAsync(1, "")).ShouldBe(ControlResult.Refused);
        (await BudgetAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Lifting_a_budget_wakes_whoever_waits()
    {
        await DeclareAsync(5);
        await AddCostsAsync(Spend(6));
        var seen = Store.Signals.Version;
        var waiting = Store.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(30), Cancel);
        await LiftAsync();
        (await waiting).ShouldBeTrue();
    }
}
