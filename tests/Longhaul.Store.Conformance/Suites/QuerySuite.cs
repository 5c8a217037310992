using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class QuerySuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private async Task<long[]> FindAsync(JobFilter filter, int limit = 100, long? before = null) =>
        (await Store.Queries.ListAsync(filter, new JobPage(limit, before), Cancel)).Select(job => job.Id).ToArray();

    [Fact]
    public async Task Filters_hold_over_open_jobs_and_history()
    {
        var old = await AddAsync(Samples.Job("alpha") with { Queue = "render", Tenant = "t1", Input = """{"q":"100%_Sure"}""" });
        var reply = await AskAsync(1, null, new ClaimLane("render", 1));
        await FinishAsync(reply.Jobs[0], Outcome.Failed("x", "Boom town"));
        Pass(10);
        var run = await AddAllAsync(Samples.Run("beta"), Samples.Step("cut") with { Tenant = "t2" });
        (await FindAsync(new())).ShouldBe([run[1], run[0], old]);
        (await FindAsync(new() { State = JobState.Failed })).ShouldBe([old]);
        (await FindAsync(new() { Kind = "beta" })).ShouldBe([run[0]]);
        (await FindAsync(new() { Queue = "render" })).ShouldBe([old]);
        (await FindAsync(new() { Tenant = "t2" })).ShouldBe([run[1]]);
        (await FindAsync(new() { Since = Clock.Now })).ShouldBe([run[1], run[0]]);
        (await FindAsync(new() { Roots = true })).ShouldBe([run[0], old]);
        (await FindAsync(new() { Roots = false })).ShouldBe([run[1]]);
        (await FindAsync(new() { Containers = true })).ShouldBe([run[0]]);
        (await FindAsync(new() { Containers = false, Tenant = "t1" })).ShouldBe([old]);
        (await FindAsync(new() { Search = "boom" })).ShouldBe([old]);
        (await FindAsync(new() { Search = "0%_s" })).ShouldBe([old]);
        (await FindAsync(new() { Search = "1%s" })).ShouldBeEmpty();
        (await FindAsync(new() { Search = "CUT" })).ShouldBe([run[1]]);
        (await FindAsync(new() { Search = "'; --" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Published_bytes_are_summed_by_tree_and_by_tenant()
    {
        var ids = await AddAllAsync(
            Samples.Run() with { Tenant = "t1" }, Samples.Step("a") with { Tenant = "t1" }, Samples.Step("b") with { Tenant = "t1" },
            Samples.Step("c", 1, 2) with { Tenant = "t1" }, Samples.Job() with { Tenant = "t2" }, Samples.Job());
        var claimed = (await ClaimAsync(5)).ToDictionary(job => job.Id);
        await PublishAsync(claimed[ids[1]], 5_000_000_000, 7);
        await PublishAsync(claimed[ids[2]]);
        await PublishAsync(claimed[ids[4]], 11);
        await PublishAsync(claimed[ids[5]], 13);

        (await SumAsync(ids[0], null)).ShouldBe(5_000_000_007);
        (await SumAsync(ids[0], "t2")).ShouldBe(0);
        (await SumAsync(ids[4], null)).ShouldBe(0);
        (await SumAsync(null, "t1")).ShouldBe(5_000_000_007);
        (await SumAsync(null, "t2")).ShouldBe(11);
        (await SumAsync(null, "")).ShouldBe(13);
        (await SumAsync(null, null)).ShouldBe(5_000_000_031);

        await PublishAsync(await ClaimOneAsync(), 17);
        (await SumAsync(ids[0], null)).ShouldBe(0);
        (await SumAsync(null, "t1")).ShouldBe(5_000_000_024);
    }

    private Task<long> SumAsync(long? root, string? tenant) => Store.Queries.SumArtifactsAsync(root, tenant, Cancel);

    private async Task PublishAsync(JobRecord job, params long[] sizes)
    {
        var manifest = new ArtifactManifest([.. sizes.Select((size, i) => new ArtifactFile($"{i}", size, new string('0', 64), ContentTypes.Unknown))]);
        await FinishAsync(job, new Outcome { Kind = OutcomeKind.Completed, Artifacts = manifest.ToJson() });
    }

    [Fact]
    public async Task Pages_follow_on_each_other()
    {
        var ids = await AddAllAsync(Enumerable.Repeat(Samples.Job(), 7).ToArray());
        var first = await FindAsync(new(), 3);
        var second = await FindAsync(new(), 3, first[^1]);
        first.Concat(second).ShouldBe(ids.Reverse().Take(6));
    }

    [Fact]
    public async Task A_tree_is_listed_whole_open_or_over()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1));
        (await Store.Queries.ListTreeAsync(ids[0], Cancel)).Select(job => job.Id).ShouldBe(ids);
        await CompleteAllAsync();
        (await Store.Queries.ListTreeAsync(ids[0], Cancel)).Select(job => job.Id).ShouldBe(ids);
        (await Store.Queries.ListTreeAsync(999, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Queues_are_counted_by_state()
    {
        await AddAllAsync(
            Samples.Run(), Samples.Step("a"), Samples.Step("b", 1), Samples.Job(), Samples.Job() with { Delay = TimeSpan.FromSeconds(1) },
            Samples.Job() with { Queue = "z" });
        await ClaimOneAsync();
        await Store.Control.PauseAsync(PauseTarget.Queue("empty"), "ann", cancel: Cancel);
        (await Store.Queries.ListQueuesAsync(Cancel)).ShouldBe(
            [new("default", false, 1, 1, 1, 1), new("empty", true, 0, 0, 0, 0), new("z", false, 0, 1, 0, 0)]);
    }

    [Fact]
    public async Task History_is_pruned_by_when_a_tree_was_over()
    {
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"), Samples.Step("b", 1), Samples.Job());
        await CompleteAllAsync();
        var until = Store.Capabilities.RetainsByDay ? Clock.Now.Date.AddDays(1) - Clock.Now.DateTime : TimeSpan.FromMilliseconds(1);
        Pass(100);
        var later = await AddAsync(Samples.Job());
        await CompleteAllAsync();
        (await Store.Upkeep.PruneAsync(TimeSpan.FromSeconds(100), 100, Cancel)).ShouldBe(0);
        Pass(until.TotalSeconds - 0.001);
        (await Store.Upkeep.PruneAsync(TimeSpan.FromSeconds(100), 100, Cancel)).ShouldBe(0);
        await Store.Upkeep.MaintainAsync(Cancel);
        Pass(0.001);
        var latest = Store.Capabilities.RetainsByDay ? await EndOneAsync() : 0;
        (await Store.Upkeep.PruneAsync(TimeSpan.FromSeconds(latest > 0 ? 0 : 100), 100, Cancel)).ShouldBe(latest > 0 ? 5 : 4);
        later = latest > 0 ? latest : later;
        (await FindAsync(new())).ShouldBe([later]);
        (await Store.Queries.ListAttemptsAsync(ids[3], Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_store_tells_how_it_is()
    {
        await AddAsync(Samples.Job());

        // Those who wait for a lock may be the tests beside this one, which soon wait no more.
        var facts = await Store.Health.ExamineAsync(Cancel);
        for (var looks = 1; looks < 1_000 && facts.Any(fact => fact is { Name: "waiting_for_locks", Concern: not null }); looks++)
        {
            facts = await Store.Health.ExamineAsync(Cancel);
        }

        facts.ShouldNotBeEmpty();
        facts.Select(fact => (fact.Name, fact.Subject)).ShouldBeUnique();
        facts.ShouldAllBe(fact => double.IsFinite(fact.Value!.Value) && fact.Name.Length > 0);
        facts.Where(fact => fact.Concern is not null && fact.Name != "days_ahead").ShouldBeEmpty();
    }

    private async Task<long> EndOneAsync()
    {
        var id = await AddAsync(Samples.Job());
        await CompleteAllAsync();
        return id;
    }

    [Fact]
    public async Task Output_is_kept_in_order_and_the_middle_can_be_forgotten()
    {
        await AddAsync(Samples.Job());
        var job = await ClaimOneAsync();
        var attempt = job.Running!.Value;
        (await Store.Logs.AppendAsync(
            [new(attempt, 1, LogStream.Out, "one\n"), new(attempt, 2, LogStream.Error, "two\n"), new(attempt, 3, LogStream.System, "three\n")], Cancel))
            .ShouldBe([true, true, true]);
        (await Store.Logs.AppendAsync([new(attempt, 3, LogStream.Out, "again"), new(attempt, 4, LogStream.Out, "four", 2, 3)], Cancel)).ShouldAllBe(held => held);
        var pieces = await Store.Logs.ReadAsync(job.Id, default, 10, Cancel);
        pieces.Select(piece => (piece.Place, piece.Stream, piece.Text)).ShouldBe(
            [(new LogPlace(1, 1), LogStream.Out, "one\n"), (new LogPlace(1, 4), LogStream.Out, "four")]);
        await FinishAsync(job, Outcome.Released);
        (await Store.Logs.AppendAsync([new(attempt, 5, LogStream.Out, "late")], Cancel)).ShouldBe([false]);
        var second = await ClaimOneAsync();
        await Store.Logs.AppendAsync([new(second.Running!.Value, 1, LogStream.Out, "next")], Cancel);
        (await Store.Logs.ReadAsync(job.Id, new LogPlace(1, 1), 1, Cancel)).ShouldHaveSingleItem().Text.ShouldBe("four");
        (await Store.Logs.ReadAsync(job.Id, new LogPlace(1, 4), 9, Cancel)).ShouldHaveSingleItem().Place.ShouldBe(new LogPlace(2, 1));
    }

    [Fact]
    public async Task The_store_tells_its_version_and_clock()
    {
        await Store.Schema.MigrateAsync(Cancel);
        var status = await Store.Schema.CheckAsync(Cancel);
        status.SchemaVersion.ShouldBeGreaterThan(0);
        status.Now.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task A_change_wakes_whoever_waits_and_none_is_missed()
    {
        var seen = Store.Signals.Version;
        var waiting = Store.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(30), Cancel);
        await AddAsync(Samples.Job());
        (await waiting).ShouldBeTrue();
        (await Store.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(30), Cancel)).ShouldBeTrue();
        await BecomesQuietAsync();
    }

    // A store may hear of its own change once more through the file system; then nothing is left to hear of.
    private async Task BecomesQuietAsync()
    {
        for (var wakes = 0; await Store.Signals.WaitForChangeAsync(Store.Signals.Version, TimeSpan.FromMilliseconds(50), Cancel); wakes++)
        {
            wakes.ShouldBeLessThan(5);
        }
    }
}
