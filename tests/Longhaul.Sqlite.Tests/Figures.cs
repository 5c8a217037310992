using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Tests;

/// <summary>Figures, printed and not asserted: how fast the store is beside the same work as bare SQL in the same run.</summary>
[Trait("tier", "soak")]
public sealed class Figures
{
    private const int Batch = 1_000;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Single_durable_enqueues_by_one_and_ten_callers()
    {
        using var folder = new TemporaryFolder();
        await using var store = await NewAsync(folder);
        var bare = BareSql.SingleInserts(folder.Folder, Long);
        Print("bare SQL, single inserts", bare, bare);
        Print("enqueue, 1 caller", await SinglesAsync(store, callers: 1), bare);
        Print("enqueue, 10 callers", await SinglesAsync(store, callers: 10), bare);
    }

    [Fact]
    public async Task Batches_of_a_thousand()
    {
        using var folder = new TemporaryFolder();
        await using var store = await NewAsync(folder);
        var (inserted, drained) = BareSql.Batches(folder.Folder, Batch, 200);
        var enqueued = await EnqueueBatchesAsync(store, 200, keepHistory: true);
        Print("enqueue, batched", enqueued, inserted);
        Print("claim and finish, batched, with history", await DrainAsync(store), drained);
        await EnqueueBatchesAsync(store, 100, keepHistory: false);
        Print("claim and finish, batched, no history", await DrainAsync(store), drained);
    }

    [Fact]
    public async Task Claim_and_finish_one_at_a_time()
    {
        using var folder = new TemporaryFolder();
        await using var store = await NewAsync(folder);
        await EnqueueBatchesAsync(store, 20, keepHistory: true);
        var bare = BareSql.SingleDrain(folder.Folder, 20 * Batch, Long);
        Print("claim and finish, singly", await DrainAsync(store, limit: 1, Long), bare);
    }

    private static async Task<SqliteJobStore> NewAsync(TemporaryFolder folder)
    {
        var store = SqliteJobStore.Open(folder.Database);
        await store.Schema.MigrateAsync();
        return store;
    }

    private static async Task<double> SinglesAsync(SqliteJobStore store, int callers)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; watch.Elapsed < Long; count++)
            {
                await store.Intake.EnqueueAsync([new NewJob { Kind = "single" }]);
            }

            return count;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> EnqueueBatchesAsync(SqliteJobStore store, int batches, bool keepHistory)
    {
        var input = """{"text":"about a hundred bytes of input, as a small job has it, with some more words here to fill"}""";
        var jobs = Enumerable.Range(0, Batch).Select(_ => new NewJob { Kind = "batched", Input = input, KeepHistory = keepHistory }).ToList();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < batches; i++)
        {
            await store.Intake.EnqueueAsync(jobs);
        }

        return batches * Batch / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> DrainAsync(SqliteJobStore store, int limit = Batch, TimeSpan? most = null)
    {
        var instance = Guid.NewGuid();
        await store.Workers.RegisterAsync(new WorkerRegistration
        {
            Instance = instance, Label = "figures", Process = new WorkerProcess("h", "", "", 1, 1), Version = "1",
        });
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (var claim = 1L; watch.Elapsed < (most ?? TimeSpan.MaxValue); claim++)
        {
            var token = new AttemptToken(instance, claim);
            var reply = await store.Claims.ClaimAsync(new ClaimRequest { Token = token, Lanes = [new ClaimLane("default", limit)], Limit = limit });
            if (reply.Jobs.Count == 0)
            {
                break;
            }

            await store.Outcomes.FinishAsync([.. reply.Jobs.Select(job => new Finish(new AttemptRef(job.Id, token), Outcome.Completed()))]);
            count += reply.Jobs.Count;
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static void Print(string what, double perSecond, double bare) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {perSecond:N0}/s, {perSecond / bare:0.00} of bare SQL");
}
