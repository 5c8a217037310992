using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class CostSuite<TFactory> : CostStoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task A_cost_is_kept_once_however_often_it_is_sent()
    {
        var (first, second) = (Spend(0.012m), Spend(0.03m));
        (await AddCostsAsync(first, second, first)).Added.ShouldBe(2);
        Pass(100_000);
        (await AddCostsAsync(second, Spend(1), first)).Added.ShouldBe(1);
        (await TotalAsync()).ShouldBe(1.042m);
    }

    [Fact]
    public async Task Costs_of_another_job_attempt_or_worker_with_the_same_number_are_others()
    {
        var one = Spend(1);
        var token = one.Attempt.Token;
        await AddCostsAsync(
            one, one with { Attempt = one.Attempt with { JobId = 8 } }, one with { Attempt = new AttemptRef(7, token with { Claim = 12 }) },
            one with { Attempt = new AttemptRef(7, token with { Instance = Guid.NewGuid() }) }, one with { Sequence = 999 });
        (await TotalAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task What_an_attempt_spent_counts_though_it_was_fenced_and_its_job_is_gone()
    {
        var id = await AddAsync(Samples.Job() with { Tenant = "acme", KeepHistory = false });
        var job = await ClaimOneAsync();
        (await FinishAsync(job, Outcome.Completed())).ShouldBe(FinishReply.Accepted);
        (await Store.Queries.GetAsync(id, Cancel)).ShouldBeNull();
        await AddCostsAsync(NewCost.Of(job, job.Running!.Value, 1, new Cost("tts", 0.5m, "USD")));
        (await SumAsync(new CostQuery(CostGrouping.Tenant))).ShouldBe([new CostSum("acme", "USD", 0.5m, 1)]);
    }

    [Fact]
    public async Task Sums_are_exact_to_the_last_digit_and_beyond_what_one_number_holds()
    {
        await AddCostsAsync(Spend(0.000000001m), Spend(0.1m), Spend(0.2m), Spend(999_999_999.999999999m));
        (await TotalAsync()).ShouldBe(1_000_000_000.3m);
        for (var i = 0; i < 12; i++)
        {
            await AddCostsAsync(Spend(Cost.MaxAmount));
        }

        (await TotalAsync()).ShouldBe(13_000_000_000.3m);
    }

    [Fact]
    public async Task Costs_are_summed_by_each_grouping_and_never_over_currencies()
    {
        var day = Clock.Now;
        await AddCostsAsync(Spend(1), Spend(2, currency: "EUR"), Spend(4, tenant: "Bolt", component: "llm", job: 8), Spend(8, tenant: "", job: 20, root: 20));
        Pass(86_400);
        await AddCostsAsync(Spend(16, component: "llm") with { Kind = "other", AttemptNumber = 10 });
        (string Key, string Currency, decimal Amount)[] By(IReadOnlyList<CostSum> sums) => [.. sums.Select(sum => (sum.Key, sum.Currency, sum.Amount))];
        By(await SumAsync(new CostQuery(CostGrouping.None))).ShouldBe([("", "EUR", 2), ("", "USD", 29)]);
        By(await SumAsync(new CostQuery(CostGrouping.Tenant))).ShouldBe([("", "USD", 8), ("Bolt", "USD", 4), ("acme", "EUR", 2), ("acme", "USD", 17)]);
        By(await SumAsync(new CostQuery(CostGrouping.Component))).ShouldBe([("llm", "USD", 20), ("tts", "EUR", 2), ("tts", "USD", 9)]);
        By(await SumAsync(new CostQuery(CostGrouping.Kind))).ShouldBe([("flow.narrate", "EUR", 2), ("flow.narrate", "USD", 13), ("other", "USD", 16)]);
        By(await SumAsync(new CostQuery(CostGrouping.Run))).ShouldBe([("20", "USD", 8), ("3", "EUR", 2), ("3", "USD", 21)]);
        By(await SumAsync(new CostQuery(CostGrouping.Day))).ShouldBe([("2026-03-15", "USD", 16), ("2026-03-14", "EUR", 2), ("2026-03-14", "USD", 13)]);
        By(await SumAsync(new CostQuery(CostGrouping.Job))).ShouldBe([("20", "USD", 8), ("8", "USD", 4), ("7", "EUR", 2), ("7", "USD", 17)]);
        By(await SumAsync(new CostQuery(CostGrouping.Attempt) { Job = 7 })).ShouldBe([("10", "USD", 16), ("2", "EUR", 2), ("2", "USD", 1)]);
        (await SumAsync(new CostQuery(CostGrouping.None) { Currency = "USD" })).ShouldHaveSingleItem().Count.ShouldBe(4);
        By(await SumAsync(new CostQuery(CostGrouping.None) { Since = day.AddDays(1) })).ShouldBe([("", "USD", 16)]);
        By(await SumAsync(new CostQuery(CostGrouping.None) { Until = day.AddDays(1), Currency = "USD" })).ShouldBe([("", "USD", 13)]);
        By(await SumAsync(new CostQuery(CostGrouping.None) { Tenant = "" })).ShouldBe([("", "USD", 8)]);
        By(await SumAsync(new CostQuery(CostGrouping.Run) { Runs = [20, 99] })).ShouldBe([("20", "USD", 8)]);
        By(await SumAsync(new CostQuery(CostGrouping.Job, Limit: 2))).ShouldBe([("20", "USD", 8), ("8", "USD", 4)]);
    }

    [Fact]
    public async Task What_is_no_cost_is_refused_whole()
    {
        foreach (var wrong in (NewCost[])[
            Spend(-0.01m), Spend(1_000_000_000.01m), Spend(0.0000000001m), Spend(1, currency: "usd"), Spend(1, currency: "DOLLAR"), Spend(1, component: ""),
            Spend(1, component: new string('c', 101)), Spend(1, component: "a\nb"), Spend(1) with { Sequence = 0 }])
        {
            await Should.ThrowAsync<RefusedException>(() => AddCostsAsync(Spend(1), wrong));
        }

        await Should.ThrowAsync<RefusedException>(() => AddCostsAsync([.. Enumerable.Range(0, 1_001).Select(_ => Spend(1))]));
        (await TotalAsync()).ShouldBe(0);
        (await AddCostsAsync()).Added.ShouldBe(0, "nothing is nothing");
    }

    [Fact]
    public async Task Old_costs_go_by_their_own_retention_whether_their_jobs_are_there_or_not()
    {
        await AddCostsAsync(Spend(1), Spend(2));
        Pass(40 * 86_400);
        await AddCostsAsync(Spend(4));
        (await Store.Costs.PruneAsync(TimeSpan.FromDays(45), 1_000, Cancel)).ShouldBe(0);
        (await Store.Costs.PruneAsync(TimeSpan.FromDays(5), 1_000, Cancel)).ShouldBe(2);
        (await Store.Costs.PruneAsync(TimeSpan.FromDays(5), 1_000, Cancel)).ShouldBe(0);
        (await TotalAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task What_was_removed_can_be_added_anew()
    {
        var old = Spend(1);
        await AddCostsAsync(old);
        Pass(70 * 86_400);
        await Store.Costs.PruneAsync(TimeSpan.FromDays(1), 1_000, Cancel);
        (await AddCostsAsync(old)).Added.ShouldBe(1);
    }

    [Fact]
    public async Task Many_who_add_at_once_lose_nothing_and_add_nothing_twice()
    {
        var batches = Enumerable.Range(0, 20).Select(i => Enumerable.Range(0, 20).Select(_ => Spend(0.001m, tenant: "t" + (i % 3))).ToArray()).ToArray();
        await Task.WhenAll(batches.Concat(batches).Select(AddCostsAsync));
        (await SumAsync(new CostQuery(CostGrouping.None))).ShouldBe([new CostSum("", "USD", 0.4m, 400)]);
    }
}
