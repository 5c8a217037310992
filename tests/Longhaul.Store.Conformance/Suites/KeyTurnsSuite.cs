using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>Whose turn it is at a key: tenants share it as they share a queue, and who cannot go keeps nobody else.</summary>
public abstract class KeyTurnsSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob Of(string tenant, int priority = 5, string key = "k", int limit = 1) =>
        Samples.Job() with { Tenant = tenant, Priority = priority, Slots = [new SlotKey(key, limit)] };

    private static NewJob[] Many(string tenant, int count) => [.. Enumerable.Repeat(Of(tenant), count)];

    private static SlotKey Rate(int starts) => SlotKey.ForRate("r", new Rate(starts, TimeSpan.FromSeconds(10)));

    private static NewJob Paced(string? key, int starts = 100) => Samples.Job() with { Slots = key is null ? [Rate(starts)] : [new SlotKey(key, 1), Rate(starts)] };

    /// <summary>One after the other has the key, so many; answers with whose they were.</summary>
    private async Task<List<string>> TakeAsync(int count)
    {
        var tenants = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var job = (await ClaimAsync()).ShouldHaveSingleItem();
            tenants.Add(job.Tenant);
            await FinishAsync(job, Outcome.Completed());
        }

        return tenants;
    }

    [Fact]
    public async Task A_line_begins_anew_also_where_another_key_of_the_job_is_what_keeps_it_waiting()
    {
        SlotKey one = new("one", 1), two = new("two", 1);
        NewJob Of(string tenant, params SlotKey[] slots) => Samples.Job() with { Tenant = tenant, Slots = slots };
        await AddAllAsync(Of("x", two), Of("t", one, two));
        await CompleteAllAsync();
        await AddAsync(Of("x", one));
        await ClaimOneAsync();

        var first = await AddAsync(Of("t", one, two));
        await AddAsync(Of("y", two));
        await ClaimOneAsync();
        var second = await AddAsync(Of("u", two));

        (await GetAsync(second)).Tag.ShouldBe((await GetAsync(first)).Tag, "nobody had waited there when the first one came");
    }

    [Fact]
    public async Task A_thousand_of_one_tenant_that_wait_for_a_key_delay_another_ones_single_job_by_one_round()
    {
        await AddAllAsync(Many("a", 1_000));
        await TakeAsync(17);
        await AddAsync(Of("b"));
        (await TakeAsync(3)).ShouldContain("b");
    }

    [Fact]
    public async Task Every_tenant_has_the_key_once_before_anybody_has_it_twice_who_waited()
    {
        await AddAllAsync([.. Enumerable.Range(0, 20).SelectMany(tenant => Many("t" + tenant, 3))]);

        // Who found the key free waited in no line, and his next job is the first there.
        (await TakeAsync(21)).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public async Task Weights_of_three_and_one_share_a_key_three_to_one()
    {
        await Store.Tenants.SetWeightAsync(new TenantDefinition { Name = "a", Weight = 3 }, "ann", Cancel);
        await AddAllAsync(Many("b", 60));
        await AddAllAsync(Many("a", 100));
        (await TakeAsync(80)).Count(tenant => tenant == "a").ShouldBeInRange(56, 62);
    }

    [Fact]
    public async Task Whoever_comes_again_after_each_turn_shares_with_who_has_many_waiting()
    {
        await AddAllAsync(Many("a", 60));
        var taken = new List<string>();
        while (taken.Count < 40)
        {
            await AddAsync(Of("b"));
            taken.AddRange(await TakeAsync(2));
        }

        taken.Count(tenant => tenant == "b").ShouldBeInRange(18, 20);
    }

    [Fact]
    public async Task Two_that_come_again_after_each_turn_starve_nobody_who_has_two_waiting()
    {
        var ids = await AddAllAsync([.. Many("a", 3), Of("b"), Of("c")]);
        for (var turn = 0; turn < 6; turn++)
        {
            var tenant = (await TakeAsync(1)).ShouldHaveSingleItem();
            await (tenant == "a" ? Task.CompletedTask : AddAsync(Of(tenant)));
        }

        (await StateAsync(ids[2])).ShouldBe(JobState.Completed);
    }

    [Fact]
    public async Task One_of_a_high_weight_that_comes_again_after_each_turn_starves_nobody()
    {
        await Store.Tenants.SetWeightAsync(new TenantDefinition { Name = "heavy", Weight = 2 }, "ann", Cancel);
        await AddAllAsync(Many("light", 10));
        var taken = new List<string>();
        for (var turn = 0; turn < 12; turn++)
        {
            await AddAsync(Of("heavy"));
            taken.AddRange(await TakeAsync(1));
        }

        taken.Count(tenant => tenant == "light").ShouldBeInRange(4, 6);
    }

    [Fact]
    public async Task A_small_weight_is_one_also_for_who_has_one_job_waiting_at_a_time()
    {
        await Store.Tenants.SetWeightAsync(new TenantDefinition { Name = "heavy", Weight = 10 }, "ann", Cancel);
        await AddAllAsync(Many("heavy", 60));
        await AddAsync(Of("light"));
        var taken = new List<string>();
        while (taken.Count < 44)
        {
            var tenant = (await TakeAsync(1)).ShouldHaveSingleItem();
            taken.Add(tenant);
            await (tenant == "light" ? AddAsync(Of("light")) : Task.CompletedTask);
        }

        taken.Count(tenant => tenant == "light").ShouldBeInRange(3, 5);
    }

    [Fact]
    public async Task Whoever_replaces_one_that_waits_has_its_turn()
    {
        var keyed = Of("") with { UniqueKeys = [new UniqueKey("u", UniqueScope.Waiting, OnConflict: UniqueConflict.Replace)] };
        await AddAsync(Of(""));
        var ids = await AddAllAsync(keyed, Of(""), Of("t"), Of(""));
        (await AddAsync(keyed)).ShouldBe(ids[0]);
        await TakeAsync(1);
        (await ClaimOneAsync()).Id.ShouldBe(ids[0]);
    }

    [Fact]
    public async Task Where_no_tenant_is_named_they_go_in_the_order_in_which_they_came()
    {
        var ids = await AddAllAsync(Many("", 20));
        (await GetAsync(ids[^1])).Tag.ShouldBe(0);
        foreach (var id in ids)
        {
            var job = await ClaimOneAsync();
            job.Id.ShouldBe(id);
            await FinishAsync(job, Outcome.Completed());
        }
    }

    [Fact]
    public async Task What_waited_before_the_first_job_of_a_tenant_came_goes_before_it()
    {
        await AddAllAsync(Many("", 4));
        await AddAllAsync(Many("a", 2));
        await AddAsync(Of(""));
        (await TakeAsync(7)).ShouldBe(["", "", "", "", "a", "", "a"]);
    }

    [Fact]
    public async Task Priority_goes_before_turns_and_a_changed_one_goes_to_the_end_of_its_line()
    {
        await AddAllAsync(Many("a", 3));
        var high = await AddAllAsync(Of("a", 7), Of("a", 7), Of("b", 7));
        var raised = await AddAsync(Of("b"));
        await Store.Control.ApplyAsync(new BulkRequest { Action = BulkAction.Reprioritise, Ids = [raised], Priority = 7, Actor = "ann" }, Cancel);
        await TakeAsync(1);
        var order = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            var job = await ClaimOneAsync();
            order.Add(job.Id);
            await FinishAsync(job, Outcome.Completed());
        }

        order.ShouldBe([high[0], high[2], high[1], raised]);
    }

    [Fact]
    public async Task Those_whose_other_key_is_full_keep_nobody_who_needs_the_rate_alone()
    {
        var both = await AddAllAsync([.. Enumerable.Repeat(Paced("c", starts: 2), 40)]);
        var alone = await AddAllAsync(Paced(null, starts: 2), Paced(null, starts: 2));
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([both[0], alone[0]]);
        Pass(10);
        await Store.Upkeep.PromoteDueAsync(100, Cancel);
        var running = await ClaimAsync();
        running.ShouldHaveSingleItem().Id.ShouldBe(alone[1]);
        await FinishAsync(await GetAsync(both[0]), Outcome.Completed());
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(both[1]);
    }

    [Fact]
    public async Task Of_a_thousand_that_wait_for_six_hundred_full_keys_the_one_that_is_free_goes()
    {
        var hosts = Enumerable.Range(0, 600).Select(host => Paced("h" + host, starts: 601)).ToArray();
        await AddAllAsync(hosts);
        var running = new List<JobRecord>();
        while (running.Count < 600)
        {
            running.AddRange(await ClaimAsync());
        }

        await AddAllAsync([.. hosts, .. hosts[..400]]);
        var last = await AddAsync(Paced(null, starts: 601));
        await AddAsync(Paced(null, starts: 601));
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(last);
        Pass(10);
        (await Store.Upkeep.PromoteDueAsync(100, Cancel)).Count.ShouldBe(1);
        await FinishAsync(running[399], Outcome.Completed());
        (await ClaimAsync()).Count.ShouldBe(2);
    }
}
