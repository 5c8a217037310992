using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>A round is a job of every tenant that waits, as many as its weight says.</summary>
public abstract class FairnessSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static NewJob Of(string tenant) => Samples.Job() with { Tenant = tenant };

    private static NewJob[] Many(string tenant, int count) => [.. Enumerable.Repeat(Of(tenant), count)];

    private async Task WeighAsync(string tenant, double weight) =>
        (await Store.Tenants.SetWeightAsync(new TenantDefinition { Name = tenant, Weight = weight }, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);

    /// <summary>Claims one at a time, so many, and answers with whose they were.</summary>
    private async Task<List<string>> TakeAsync(int count)
    {
        var tenants = new List<string>();
        for (var i = 0; i < count; i++)
        {
            tenants.Add((await ClaimOneAsync()).Tenant);
        }

        return tenants;
    }

    [Fact]
    public async Task A_thousand_waiting_jobs_of_one_tenant_delay_another_ones_single_job_by_one_round()
    {
        await AddAllAsync(Many("a", 1_000));
        await TakeAsync(17);
        await AddAsync(Of("b"));
        (await TakeAsync(2)).ShouldContain("b");
    }

    [Fact]
    public async Task Also_where_many_are_taken_at_once()
    {
        await AddAllAsync(Many("a", 1_000));
        (await ClaimAsync(limit: 100)).Count.ShouldBe(100);
        var id = await AddAsync(Of("b"));
        (await ClaimAsync(limit: 2)).Select(job => job.Id).ShouldContain(id);
    }

    [Fact]
    public async Task Jobs_of_nobody_share_with_those_of_tenants_and_stand_by_position_before_there_are_any()
    {
        var first = await AddAllAsync(Many("", 3));
        (await GetAsync(first[2])).Tag.ShouldBe(0);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(first);
        await AddAsync(Of("a"));
        await AddAllAsync(Many("", 20));
        await AddAllAsync(Many("a", 20));
        (await TakeAsync(20)).Count(tenant => tenant == "a").ShouldBeInRange(9, 11);
    }

    [Fact]
    public async Task What_waited_before_the_first_job_of_a_tenant_came_goes_before_it()
    {
        await AddAllAsync(Many("", 3));
        await AddAsync(Of("a"));
        (await TakeAsync(4)).ShouldBe(["", "", "", "a"]);
    }

    [Fact]
    public async Task Each_tenants_jobs_go_in_the_order_in_which_they_came()
    {
        var ids = await AddAllAsync([.. Enumerable.Range(0, 30).Select(i => Of("t" + (i % 3)))]);
        var taken = await ClaimAsync();
        taken.Count.ShouldBe(30);
        foreach (var tenant in taken.GroupBy(job => job.Tenant))
        {
            tenant.Select(job => job.Id).ShouldBeInOrder();
        }

        ids.Length.ShouldBe(30);
    }

    [Fact]
    public async Task Weights_of_three_and_one_share_three_to_one()
    {
        await WeighAsync("a", 3);
        await AddAllAsync(Many("b", 300));
        await AddAllAsync(Many("a", 400));
        var taken = await TakeAsync(400);
        for (var end = 4; end <= taken.Count; end += 4)
        {
            taken.Take(end).Count(tenant => tenant == "a").ShouldBeInRange((end * 3 / 4) - 3, (end * 3 / 4) + 3);
        }
    }

    [Fact]
    public async Task A_weight_counts_for_what_comes_after_it_was_set()
    {
        await AddAllAsync(Many("a", 10));
        await WeighAsync("a", 100);
        await AddAllAsync(Many("a", 100));
        await AddAllAsync(Many("b", 20));
        var taken = await TakeAsync(120);
        taken.Take(20).Count(tenant => tenant == "a").ShouldBeInRange(9, 11);
        taken.Skip(20).Count(tenant => tenant == "a").ShouldBeInRange(99, 101);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_a_round_of_those_who_wait()
    {
        // The first ones have few jobs and the last ones many; they come in no order.
        var jobs = Enumerable.Range(0, 50).SelectMany(tenant => Many("t" + tenant, 1 + (tenant % 7 * 3))).ToArray();
        new Random(4711).Shuffle(jobs);
        await AddAllAsync(jobs);
        var left = jobs.GroupBy(job => job.Tenant).ToDictionary(tenant => tenant.Key, tenant => tenant.Count());
        var turns = left.Keys.ToDictionary(tenant => tenant, _ => (Waited: 0, Waiting: left.Count));
        foreach (var tenant in await TakeAsync(jobs.Length))
        {
            // Last in one round and first in the next, or first in one and last in the next.
            turns[tenant].Waited.ShouldBeLessThan(2 * turns[tenant].Waiting);
            left[tenant]--;
            foreach (var other in left.Keys)
            {
                turns[other] = (turns[other].Waited + 1, turns[other].Waiting);
            }

            turns[tenant] = (0, left.Values.Count(count => count > 0));
        }
    }

    [Fact]
    public async Task Every_tenant_gets_its_first_job_before_anybody_gets_its_second()
    {
        await AddAllAsync([.. Enumerable.Range(0, 50).SelectMany(tenant => Many("t" + tenant, 2))]);
        (await TakeAsync(50)).ShouldBeUnique();
        (await TakeAsync(50)).ShouldBeUnique();
    }

    [Fact]
    public async Task Whoever_had_nothing_for_long_has_saved_nothing_up()
    {
        await AddAsync(Of("b"));
        await AddAllAsync(Many("a", 300));
        await TakeAsync(200);
        await AddAllAsync(Many("b", 50));
        (await TakeAsync(20)).Count(tenant => tenant == "b").ShouldBeInRange(9, 11);
    }

    [Fact]
    public async Task Whoever_took_much_while_nobody_else_waited_owes_nothing()
    {
        await AddAllAsync(Many("a", 200));
        await TakeAsync(200);
        await AddAllAsync(Many("b", 20));
        await AddAllAsync(Many("a", 20));
        (await TakeAsync(20)).Count(tenant => tenant == "a").ShouldBeInRange(9, 11);
    }

    [Fact]
    public async Task Priorities_and_queues_are_lanes_of_their_own()
    {
        await AddAllAsync(Many("a", 10));
        await AddAsync(Of("b") with { Priority = 4 });
        await AddAsync(Of("c") with { Priority = 6 });
        await AddAsync(Of("d") with { Queue = "render" });
        (await TakeAsync(2)).ShouldBe(["c", "a"]);
        (await AskAsync(1, null, new ClaimLane("render", 1))).Jobs.ShouldHaveSingleItem().Tenant.ShouldBe("d");
        (await TakeAsync(10)).ShouldBe([.. Enumerable.Repeat("a", 9), "b"]);
    }

    [Fact]
    public async Task What_was_put_back_goes_first_and_keeps_its_place_in_line()
    {
        await AddAllAsync(Many("a", 3));
        await AddAllAsync(Many("b", 3));
        var job = await ClaimOneAsync();
        await FinishAsync(job, Outcome.Released);
        (await GetAsync(job.Id)).Tag.ShouldBe(job.Tag);
        (await ClaimOneAsync()).Id.ShouldBe(job.Id);
        (await TakeAsync(1)).ShouldBe(["b"]);
    }

    [Theory]
    [InlineData("at once")]
    [InlineData("scheduled")]
    [InlineData("retry")]
    [InlineData("dependency")]
    [InlineData("slot")]
    [InlineData("reopen")]
    [InlineData("spawn")]
    [InlineData("move")]
    [InlineData("replace")]
    public async Task However_a_job_becomes_ready_it_takes_its_place_in_line(string way)
    {
        var id = await PrepareAsync(way);
        await AddAllAsync(Many("a", 100));
        await ClaimAsync(limit: 30);
        id = await LetGoAsync(way, id);
        var job = await GetAsync(id);
        job.State.ShouldBe(JobState.Ready);
        job.Tag.ShouldBeGreaterThan(0);
        (await TakeAsync(2)).ShouldContain("b");
        await AddAsync(Of("b"));
        (await TakeAsync(2)).ShouldContain("b");
    }

    /// <summary>A job of b that is not ready, or what will bring it about.</summary>
    private async Task<long> PrepareAsync(string way)
    {
        switch (way)
        {
            case "scheduled":
                return await AddAsync(Of("b") with { Delay = TimeSpan.FromSeconds(5) });
            case "dependency":
                return (await AddAllAsync(Samples.Job("other") with { Priority = 9 }, Of("b") with { DependsOn = [new Dependency(JobRef.InCall(0))] }))[1];
            case "slot":
                SlotKey[] slots = [new SlotKey("k", 1)];
                return (await AddAllAsync(Samples.Job("other") with { Slots = slots, Priority = 9 }, Of("b") with { Slots = slots }))[1];
            case "replace":
                return await AddAsync(Of("c") with { Queue = "z", UniqueKeys = [Key] });
            case "move":
                return await AddAsync(Of("b") with { Queue = "z" });
            case "retry" or "reopen":
                return await AddAsync(Of("b"));
            case "spawn":
                return await AddAsync(Samples.Job("other") with { Priority = 9 });
            default:
                return 0;
        }
    }

    private async Task<long> LetGoAsync(string way, long id)
    {
        var held = (await Store.Queries.ListAsync(new JobFilter { State = JobState.Running }, new JobPage(100), Cancel)).ToDictionary(job => job.Id);
        switch (way)
        {
            case "scheduled":
                Pass(6);
                await Store.Upkeep.PromoteDueAsync(10, Cancel);
                return id;
            case "dependency" or "slot":
                await FinishAsync(held[id - 1], Outcome.Completed());
                return id;
            case "retry":
                await FinishAsync(held[id], Outcome.Retry("x", "again", TimeSpan.Zero));
                return id;
            case "reopen":
                await FinishAsync(held[id], Outcome.Failed("x", "no"));
                await Store.Control.ReopenAsync(id, "ann", Cancel);
                return id;
            case "spawn":
                await FinishAsync(held[id], Outcome.Completed() with { Spawn = [Of("b")] });
                return (await Store.Queries.ListAsync(new JobFilter { Tenant = "b" }, new JobPage(1), Cancel))[0].Id;
            case "move":
                await Store.Control.ApplyAsync(new BulkRequest { Action = BulkAction.Move, Actor = "ann", Ids = [id], Queue = "default" }, Cancel);
                return id;
            case "replace":
                return await AddAsync(Of("b") with { UniqueKeys = [Key] });
            default:
                return await AddAsync(Of("b"));
        }
    }

    private static UniqueKey Key => UniqueKey.WhileUnfinished("k") with { OnConflict = UniqueConflict.Replace };

    [Fact]
    public async Task A_job_that_is_replaced_keeps_its_place_only_in_its_own_tenants_line()
    {
        await AddAsync(Of("b") with { UniqueKeys = [Key] });
        await AddAllAsync(Many("a", 5));
        await AddAllAsync(Many("b", 5));
        var before = await GetAsync(1);
        await AddAsync(Of("b") with { UniqueKeys = [Key], Input = "2" });
        (await GetAsync(1)).Tag.ShouldBe(before.Tag);
        await AddAsync(Of("a") with { UniqueKeys = [Key], Input = "3" });
        (await GetAsync(1)).Tag.ShouldBeGreaterThan((await GetAsync(6)).Tag);
    }

    [Fact]
    public async Task Why_a_job_waits_counts_those_before_it_in_the_order_of_the_lane()
    {
        await AddAllAsync(Many("a", 100));
        await ClaimAsync(limit: 10);
        var id = await AddAsync(Of("b"));
        await Store.Workers.RegisterAsync(Samples.Worker(Guid.NewGuid(), "free"), Cancel);
        var why = await Store.Queries.ExplainAsync(id, Cancel);
        why.ShouldNotBeNull().Reasons.Single(reason => reason.Code == WaitCode.Behind).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_a_paused_tenant_nothing_is_taken_and_what_comes_meanwhile_is_found()
    {
        await AddAllAsync(Many("a", 200));
        await Store.Control.PauseAsync(PauseTarget.Tenant("a"), "ann", cancel: Cancel);
        for (var i = 0; i < 5; i++)
        {
            (await ClaimAsync()).ShouldBeEmpty();
            var id = await AddAsync(Of("b"));
            (await ClaimOneAsync()).Id.ShouldBe(id);
        }

        await Store.Control.ResumeAsync(PauseTarget.Tenant("a"), "ann", Cancel);
        (await ClaimAsync(limit: 200)).ShouldAllBe(job => job.Tenant == "a");
    }

    [Fact]
    [Trait("tier", "soak")]
    public async Task A_hundred_thousand_waiting_jobs_of_one_tenant_delay_another_ones_single_job_by_one_round()
    {
        for (var i = 0; i < 100; i++)
        {
            await AddAllAsync(Many("a", 1_000));
        }

        await TakeAsync(5);
        await AddAsync(Of("b"));
        (await TakeAsync(2)).ShouldContain("b");
    }
}
