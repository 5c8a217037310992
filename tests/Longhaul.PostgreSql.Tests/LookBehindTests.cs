using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Jobs that come to lie below the place where claims have begun to look.</summary>
public sealed class LookBehindTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_of_a_transaction_that_took_long_is_claimed_also_where_something_special_stands_in_the_queue(bool special)
    {
        var (store, schema) = await fixture.MakeAsync();
        var worker = await TestWorker.RegisterAsync(store);
        if (special)
        {
            await PutBackAsync(store, worker, "other");
        }

        await using var connection = await fixture.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var late = (await store.IntakeIn(transaction).EnqueueAsync([new NewJob { Kind = "work" }], Cancel))[0].Id;
        for (var i = 0; i < 5; i++)
        {
            await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System, Cancel);
            await worker.EndAsync((await worker.ClaimAsync(kind: "work")).ShouldHaveSingleItem());
        }

        await transaction.CommitAsync(Cancel);

        (await UntilClaimedAsync(worker)).Id.ShouldBe(late);
        (await fixture.AskAsync<long>($"select count(*) from {schema}.jobs where state = 1 and kind = 'work'")).ShouldBe(0);
        await store.DisposeAsync();
    }

    // A job of a kind that nobody serves here, in front of all others.
    private static async Task PutBackAsync(PostgreSqlJobStore store, TestWorker worker, string kind)
    {
        await store.Intake.EnqueueAsync([new NewJob { Kind = kind }], Cancel);
        await worker.EndAsync((await worker.ClaimAsync()).ShouldHaveSingleItem(), Outcome.Released);
    }

    private static async Task<JobRecord> UntilClaimedAsync(TestWorker worker)
    {
        using var enough = new CancellationTokenSource(Long, TimeProvider.System);
        while (true)
        {
            if (await worker.ClaimAsync(kind: "work") is [var job])
            {
                return job;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, enough.Token);
        }
    }
}
