using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Changes;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Jobs whose inputs are too large to be handled many at a time.</summary>
public sealed class LargeInputTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Megabyte = 1 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_whose_answer_is_too_large_for_the_server_takes_less()
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        var ids = (await store.Intake.EnqueueAsync([.. Enumerable.Repeat(new NewJob { Kind = "work" }, 100)], Cancel)).Select(one => one.Id).ToList();
        await fixture.DoAsync(
            $$"""
            create function {{schema}}.too_large() returns trigger language plpgsql as $$
            begin
                if (select count(*) from taken) > 7 then
                    raise exception 'array size exceeds the maximum allowed (1073741823)' using errcode = '54000';
                end if;
                return null;
            end $$;
            create trigger too_large after update on {{schema}}.jobs referencing new table as taken for each statement execute function {{schema}}.too_large()
            """);

        var claimed = new List<long>();
        for (var jobs = await worker.ClaimAsync(100); jobs.Count > 0; jobs = await worker.ClaimAsync(100))
        {
            jobs.Count.ShouldBeLessThanOrEqualTo(7);
            claimed.AddRange(jobs.Select(job => job.Id));
        }

        claimed.ShouldBe(ids);
        await store.DisposeAsync();
    }

    [Fact]
    public void A_claim_that_was_large_makes_the_next_ones_smaller_until_they_are_small()
    {
        var size = new ClaimSize();
        var wish = new ClaimRequest { Token = new AttemptToken(Guid.NewGuid(), 1), Lanes = [new ClaimLane("q", 400, 600)], Limit = 1_000 };
        size.Bounded(wish).ShouldBeSameAs(wish);

        var (large, small) = (Jobs(100, Megabyte), Jobs(100, 10));
        size.Saw(large);
        var bounded = size.Bounded(wish);
        (bounded.Limit, bounded.Lanes.ShouldHaveSingleItem().Prefetch).ShouldBe((50, 0));
        size.Saw(Jobs(50, Megabyte));
        size.Bounded(wish).Limit.ShouldBe(50);

        for (var i = 0; i < 5; i++)
        {
            size.Saw(small);
        }

        size.Bounded(wish).ShouldBeSameAs(wish);
    }

    [Fact]
    public async Task Of_due_jobs_with_large_inputs_few_are_promoted_at_a_time()
    {
        var (store, schema) = await fixture.MakeAsync();
        var job = new NewJob { Kind = "work", Input = $$"""{"a":"{{new string('x', 9 * Megabyte)}}"}""", Delay = TimeSpan.FromHours(1) };
        for (var i = 0; i < 5; i++)
        {
            await store.Intake.EnqueueAsync([job], Cancel);
        }

        await fixture.DoAsync($"update {schema}.jobs set wake_at = now() - interval '1 minute', due_at = now() - interval '1 minute'");
        (await store.Upkeep.PromoteDueAsync(1_000, Cancel)).ShouldBe(new Promoted(4, TimeSpan.Zero));
        (await store.Upkeep.PromoteDueAsync(1_000, Cancel)).ShouldBe(new Promoted(1, null));
        await store.DisposeAsync();
    }

    private static List<JobRecord> Jobs(int count, int characters)
    {
        var input = new string('x', characters);
        return [.. Enumerable.Range(1, count).Select(id => new JobRecord { Id = id, RootId = id, Kind = "work", Queue = "q", Tenant = "", Input = input, Priority = 5, State = JobState.Running, CreatedAt = default })];
    }
}
