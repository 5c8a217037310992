using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Workers;
using Longhaul.Sqlite;
using Longhaul.Worker.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Longhaul.Worker.Tests;

public sealed class SqliteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-worker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Three_workers_on_one_file_run_every_job_once()
    {
        await using var first = Worker("a");
        await using var second = Worker("b");
        await using var third = Worker("c");
        TestWorker[] workers = [first, second, third];
        await first.StartAsync();
        var ids = await first.EnqueueManyAsync(300);
        await second.StartAsync();
        await third.StartAsync();

        foreach (var id in ids)
        {
            // One that was claimed ahead may have been given back before it started.
            var job = await first.UntilAsync(id, JobState.Completed);
            (job.Attempt - job.Releases).ShouldBe(1);
        }

        workers.SelectMany(worker => worker.Runner.Started).Select(job => job.Id).Order().ShouldBe(ids);
    }

    [Fact]
    public async Task A_job_put_back_by_a_draining_worker_is_taken_by_another_within_a_second()
    {
        await using var first = Worker("a");
        await using var second = Worker("b");
        first.Runner.Attempt = FakeRunner.UntilStoppedAsync;
        await first.StartAsync();
        var id = await first.EnqueueAsync("checkpoint");
        await first.UntilAsync(id, JobState.Running);
        await second.StartAsync();

        await first.StopAsync();

        // Sooner than a lease of half a minute would bring it.
        (await second.Runner.Starts.WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await second.UntilAsync(id, JobState.Completed)).ShouldSatisfyAllConditions(
            job => job.Worker.ShouldBe("b"), job => job.Failures.ShouldBe(0), job => job.Releases.ShouldBe(1));
    }

    [Fact]
    public async Task A_store_that_somebody_locks_at_the_start_leaves_the_worker_degraded_until_it_is_free()
    {
        await using (var maker = Worker("maker"))
        {
            await maker.Inner.Schema.MigrateAsync(TestContext.Current.CancellationToken);
        }

        using var somebody = new SqliteConnection($"Data Source={Path.Join(_folder, "jobs.db")};Pooling=False");
        somebody.Open();
        Execute(somebody, "BEGIN EXCLUSIVE");
        await using var worker = Worker("a");
        worker.Begin();
        await worker.Log.WaitForAsync("STARTUP_WAITS");
        worker.Host.Current.Status.ShouldBe(WorkerStatus.Degraded);

        Execute(somebody, "COMMIT");

        await worker.Log.WaitForAsync("STARTUP_STAGE", 6);
        await worker.UntilAsync(await worker.EnqueueAsync(), JobState.Completed);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private TestWorker Worker(string label)
    {
        var worker = new TestWorker(SqliteJobStore.Open(Path.Join(_folder, "jobs.db"), new StoreOptions()));
        worker.Options = worker.Options with { Label = label, Lease = LeasePolicy.Default };
        return worker;
    }
}
