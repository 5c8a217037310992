using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Calls that are too large for one message to the server.</summary>
public sealed class LargeCallTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int Megabyte = 1 << 20;

    private static readonly string Large = $$"""{"a":"{{new string('x', 9 * Megabyte)}}"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_jobs_and_outcomes_go_in_portions()
    {
        var (store, schema) = await fixture.MakeAsync();
        await BoundAsync(schema, "jobs", "input");
        await BoundAsync(schema, "history", "output");
        var job = new NewJob { Kind = "work", Input = Large, KeepHistory = true };

        var ids = (await store.Intake.EnqueueAsync([.. Enumerable.Repeat(job, 5)], Cancel)).Select(one => one.Id).ToList();
        ids.ShouldBeInOrder(SortDirection.Ascending);
        var keyed = Enumerable.Range(0, 5).Select(n => job with { UniqueKeys = [UniqueKey.WhileUnfinished($"u{n}")] }).ToList();
        ids.AddRange((await store.Intake.EnqueueAsync(keyed, Cancel)).Select(one => one.Id));

        var worker = await TestWorker.RegisterAsync(store);
        var held = await worker.ClaimAsync(10);
        held.Select(one => one.Id).ShouldBe(ids);
        (await store.Outcomes.FinishAsync([.. held.Select(one => new Finish(one.Running!.Value, Outcome.Completed(Large)))], Cancel))
            .ShouldAllBe(reply => reply == FinishReply.Accepted);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.history where length(output) = {Large.Length}")).ShouldBe(10);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Of_large_calls_that_come_together_few_ride_together()
    {
        var (store, schema) = await fixture.MakeAsync();
        await BoundAsync(schema, "jobs", "input");
        var calls = Enumerable.Range(0, 12).Select(n => store.Intake.EnqueueAsync([new NewJob { Kind = "work", Input = n % 2 == 0 ? Large : "{}" }], Cancel));
        (await Task.WhenAll(calls)).Length.ShouldBe(12);
        await store.DisposeAsync();
    }

    [Fact]
    public void Portions_keep_the_order_and_an_item_that_is_too_much_alone_goes_alone()
    {
        long[] weights = [1, Portions.Most, 1, 2, Portions.Most * 3, Portions.Most - 1, 1, 1];
        Portions.Of<long>(weights, weight => weight).Select(portion => portion.Count).ShouldBe([1, 1, 2, 1, 2, 1]);
        Portions.Of<long>([1, 2], weight => weight).ShouldHaveSingleItem().ShouldBe([1, 2]);
    }

    /// <summary>The server refuses more than its message could carry; here 40 million characters.</summary>
    private Task BoundAsync(string schema, string table, string column) => fixture.DoAsync(
        $$"""
        create function {{schema}}.bound_{{table}}() returns trigger language plpgsql as $$
        begin
            if (select sum(length({{column}})) from added) > 40000000 then
                raise exception 'out of memory' using errcode = '54000';
            end if;
            return null;
        end $$;
        create trigger bound after insert on {{schema}}.{{table}} referencing new table as added for each statement execute function {{schema}}.bound_{{table}}()
        """);
}
