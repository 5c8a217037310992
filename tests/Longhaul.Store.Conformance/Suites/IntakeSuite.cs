using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class IntakeSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public async Task A_job_is_kept_with_all_its_values()
    {
        var id = await AddAsync(new NewJob
        {
            Kind = "encode", Queue = "render", Priority = 7, Tenant = "acme", Input = """{"a":[1,"ü\n"]}""", Step = "s",
            Definition = """{"d":1}""", Exclusive = true, OnWorkerLost = OnWorkerLost.Fail, KeepHistory = false,
            Slots = [new SlotKey("gpu", 3)], UniqueKeys = [new UniqueKey("u", UniqueScope.Period, TimeSpan.FromSeconds(9))],
        });
        var job = await GetAsync(id);
        (job.Kind, job.Queue, job.Priority, job.Tenant, job.Step).ShouldBe(("encode", "render", 7, "acme", "s"));
        (job.Input, job.Definition).ShouldBe(("""{"a":[1,"ü\n"]}""", """{"d":1}"""));
        (job.Exclusive, job.OnWorkerLost, job.KeepHistory, job.IsContainer).ShouldBe((true, OnWorkerLost.Fail, false, false));
        job.Slots.ShouldBe([new SlotKey("gpu", 3)]);
        job.UniqueKeys.ShouldBe([new UniqueKey("u", UniqueScope.Period, TimeSpan.FromSeconds(9))]);
        (job.State, job.Admitted, job.RootId, job.ParentId).ShouldBe((JobState.Ready, true, id, null));
        (job.CreatedAt, job.DueAt, job.ClaimedAt, job.StartedAt, job.FinishedAt).ShouldBe((Clock.Now, null, null, null, null));
        (job.Attempt, job.Failures, job.Crashes, job.Releases, job.Token, job.Worker).ShouldBe((0, 0, 0, 0, null, null));
    }

    [Fact]
    public async Task Ids_grow_within_a_call_and_between_calls()
    {
        var ids = await AddAllAsync(Samples.Job(), Samples.Job(), Samples.Job());
        var later = await AddAsync(Samples.Job());
        ids.Append(later).ShouldBeInOrder(SortDirection.Ascending);
        ids.Append(later).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Batches_are_added_in_turn_and_answered_in_order()
    {
        NewJob[][] batches = [.. Enumerable.Range(0, 5).Select(batch => Enumerable.Repeat(Samples.Job() with { Kind = $"k{batch}" }, batch + 1).ToArray())];
        var answers = await Store.Intake.EnqueueInTurnAsync(batches, Cancel).ToListAsync(Cancel);
        answers.Select(batch => batch.Count).ShouldBe([1, 2, 3, 4, 5]);
        var ids = answers.SelectMany(batch => batch).Select(one => one.Id).ToList();
        ids.ShouldBeInOrder(SortDirection.Ascending);
        (await ClaimAsync(100)).Select(job => (job.Id, job.Kind)).ShouldBe(ids.Zip(batches.SelectMany(batch => batch), (id, job) => (id, job.Kind)));
    }

    [Fact]
    public async Task A_batch_that_is_refused_keeps_those_behind_it_away_and_not_those_in_front()
    {
        var orphan = Samples.Job() with { Parent = JobRef.To(998) };
        var stored = new List<Enqueued>();
        await Should.ThrowAsync<RefusedException>(async () =>
        {
            await foreach (var batch in Store.Intake.EnqueueInTurnAsync([[Samples.Job(), Samples.Job()], [orphan], [Samples.Job()]], Cancel))
            {
                stored.AddRange(batch);
            }
        });
        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).Select(job => job.Id).ShouldBe(stored.Select(one => one.Id).Reverse());
        stored.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_delay_counts_from_the_stores_clock_and_the_later_of_two_wishes_wins()
    {
        var soon = await AddAsync(Samples.Job() with { Delay = TimeSpan.FromSeconds(11), At = Clock.Now.AddSeconds(3) });
        var later = await AddAsync(Samples.Job() with { Delay = TimeSpan.FromSeconds(11), At = Clock.Now.AddSeconds(23) });
        var past = await AddAsync(Samples.Job() with { At = Clock.Now.AddSeconds(-3) });
        (await GetAsync(soon)).DueAt.ShouldBe(Clock.Now.AddSeconds(11));
        (await GetAsync(later)).DueAt.ShouldBe(Clock.Now.AddSeconds(23));
        (await StateAsync(later)).ShouldBe(JobState.Scheduled);
        (await StateAsync(past)).ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_refused_call_leaves_nothing_behind()
    {
        var good = Samples.Job();
        await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { DependsOn = [new Dependency(JobRef.To(999))] }));
        await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { Parent = JobRef.To(998) }));
        await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { Priority = 10 }));
        await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, Samples.Run()));
        await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { DependsOn = [new Dependency(JobRef.InCall(1))] }));
        await Should.ThrowAsync<RefusedException>(() => AddAllAsync(Enumerable.Repeat(good, 1_001).ToArray()));
        foreach (var key in (string[])["a\0b", "a\ud800", "a\nb"])
        {
            await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { Kind = key }));
            await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { Queue = key }));
            await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { Tenant = key }));
            await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { Slots = [new SlotKey(key, 1)] }));
            await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { UniqueKeys = [new UniqueKey(key, UniqueScope.Waiting)] }));
        }

        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Times_that_no_calendar_has_are_refused_and_far_ones_are_kept()
    {
        var good = Samples.Job();
        foreach (var delay in (TimeSpan[])[TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.FromDays(40_000), TimeSpan.FromDays(-40_000)])
        {
            (await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { Delay = delay }))).Message.ShouldContain("its delay is ");
        }

        (await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good, good with { At = DateTimeOffset.MaxValue }))).Message.ShouldContain("by the year 9999");
        foreach (var period in (TimeSpan[])[TimeSpan.MaxValue, TimeSpan.MinValue])
        {
            (await Should.ThrowAsync<RefusedException>(() => AddAllAsync(good with { UniqueKeys = [new UniqueKey("k", UniqueScope.Period, period)] })))
                .Message.ShouldContain("the period of its unique key 'k' is ");
        }

        await AddAllAsync(
            good with { Delay = TimeSpan.FromDays(36_525), At = DateTimeOffset.MinValue }, good with { Delay = TimeSpan.FromDays(-36_525) },
            good with { At = new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero), UniqueKeys = [new UniqueKey("k", UniqueScope.Period, TimeSpan.FromDays(36_525))] });
    }

    [Fact]
    public async Task A_text_that_is_too_large_for_any_store_is_refused()
    {
        var large = new string('x', NewJobRules.MostCharacters + 1);
        (await Should.ThrowAsync<RefusedException>(() => AddAsync(Samples.Job() with { Input = large }))).Message.ShouldContain("its input has 41943041 characters");
        (await Should.ThrowAsync<RefusedException>(() => AddAsync(Samples.Job() with { Definition = large }))).Message.ShouldContain("its definition has ");
        var id = await AddAsync(Samples.Job());
        var job = (await ClaimAsync(1)).ShouldHaveSingleItem();
        (await Should.ThrowAsync<RefusedException>(() => Store.Outcomes.FinishAsync([new Finish(job.Running!.Value, Outcome.Completed(large))], Cancel)))
            .Message.ShouldContain($"job {id}: its output has 41943041 characters");
        (await StateAsync(id)).ShouldBe(JobState.Running);
    }

    [Fact]
    public async Task Nothing_is_added_under_a_parent_that_is_over_or_no_container()
    {
        var leaf = await AddAsync(Samples.Job());
        var ids = await AddAllAsync(Samples.Run(), Samples.Step("a"));
        await Should.ThrowAsync<RefusedException>(() => AddAsync(Samples.Job() with { Parent = JobRef.To(leaf) }));
        (await StateAsync(await AddAsync(Samples.Job() with { Parent = JobRef.To(ids[0]) }))).ShouldBe(JobState.Ready);
        await CompleteAllAsync();
        await Should.ThrowAsync<RefusedException>(() => AddAsync(Samples.Job() with { Parent = JobRef.To(ids[0]) }));
    }

    [Fact]
    public async Task A_thousand_jobs_are_one_call()
    {
        var ids = await AddAllAsync(Enumerable.Range(0, 1_000).Select(i => Samples.Job() with { Priority = i % 10 }).ToArray());
        ids.Distinct().Count().ShouldBe(1_000);
        (await Store.Queries.ListAsync(new JobFilter(), new JobPage(1_000), Cancel)).Count.ShouldBe(1_000);
    }

    [Fact]
    public async Task An_empty_call_is_fine() => (await Store.Intake.EnqueueAsync([], Cancel)).ShouldBeEmpty();
}
