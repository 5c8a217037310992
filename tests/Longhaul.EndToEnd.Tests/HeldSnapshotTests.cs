using System.Data;
using Longhaul.EndToEnd.Tests.Support;
using Npgsql;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Somebody's transaction that stays open on the PostgreSQL server while jobs come and go, so that none of their dead rows can be removed.</summary>
public sealed class HeldSnapshotTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int Wave = 40;

    private const string Yaml = """
        jobs:
          append: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID" >> ledger'] }
        """;

    [Fact]
    public Task Jobs_go_through_beside_an_open_transaction() => HoldAsync(TimeSpan.FromSeconds(3));

    [Fact]
    [Trait("tier", "soak")]
    public Task Jobs_go_through_beside_a_transaction_that_is_open_for_ten_minutes_and_the_store_says_who_holds_it() => HoldAsync(TimeSpan.FromMinutes(10));

    private async Task HoldAsync(TimeSpan time)
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        project.Environment["MAX_CONCURRENT_JOBS"] = "4";
        var workers = new[] { await project.WorkAsync(), await project.WorkAsync() };
        await using var holder = new NpgsqlConnection(fixture.Server.ConnectionString + ";Pooling=false;Application Name=forgotten");
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        await using var read = new NpgsqlCommand("select pg_current_snapshot()::text", holder, transaction);
        await read.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        var started = TimeProvider.System.GetTimestamp();
        var ids = new List<long>();
        do
        {
            ids.AddRange(await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"append"}""", Wave)));
            await project.DrainedAsync(60);
        }
        while (TimeProvider.System.GetElapsedTime(started) < time);

        var store = await project.RunAsync("store");
        store.ShouldEndWith(0).Output.ShouldContain($"forgotten, pid {holder.ProcessID}");
        store.Error.Contains($"pg_terminate_backend({holder.ProcessID})", StringComparison.Ordinal).ShouldBe(time > TimeSpan.FromMinutes(5));
        project.Ledger().Select(long.Parse).Order().ShouldBe(ids.Order());
        workers.ShouldAllBe(worker => worker.Events.All(one => one.Name != "STORE_LOST" && one.Level != "ERROR"));
    }
}
