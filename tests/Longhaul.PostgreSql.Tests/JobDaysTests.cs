using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>What is asked of one job, or done with it, looks only at the days that can hold it.</summary>
public sealed class JobDaysTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_partitions_of_other_days_are_left_alone()
    {
        var (store, schema) = await fixture.MakeAsync();
        await fixture.DoAsync($"select {schema}.make_day(current_date - n) from generate_series(10, 12) n");
        await store.Upkeep.MaintainAsync(Cancel);
        var worker = await TestWorker.RegisterAsync(store);
        var ids = (await store.Intake.EnqueueAsync([new NewJob { Kind = "work" }, new NewJob { Kind = "work" }], Cancel)).Select(one => one.Id).ToList();
        var jobs = await worker.ClaimAsync(2);
        foreach (var job in jobs)
        {
            await store.Logs.AppendAsync([new LogAppend(job.Running!.Value, 1, LogStream.Out, "said")], Cancel);
        }

        await worker.EndAsync(jobs[0], Outcome.Failed("x", "y"));
        await using var holder = new NpgsqlConnection(fixture.Server.ConnectionString + ";Pooling=false");
        await holder.OpenAsync(Cancel);
        await using var transaction = await holder.BeginTransactionAsync(Cancel);
        await LockAsync(holder, transaction, schema);

        foreach (var id in ids)
        {
            (await store.Logs.ReadAsync(id, default, 10, Cancel)).ShouldHaveSingleItem().Text.ShouldBe("said");
            (await store.Queries.ListAttemptsAsync(id, Cancel)).Count.ShouldBe(id == ids[0] ? 1 : 0);
            (await store.Queries.ListDependenciesAsync(id, Cancel)).ShouldBeEmpty();
            (await store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull().Id.ShouldBe(id);
            (await store.Queries.ListTreeAsync(id, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(id);
        }

        (await store.Logs.ReadAsync(999_999, default, 10, Cancel)).ShouldBeEmpty();
        (await store.Queries.ListAttemptsAsync(999_999, Cancel)).ShouldBeEmpty();
        (await store.Queries.GetAsync(999_999, Cancel)).ShouldBeNull();
        await ReopenAndDeleteAsync(store, ids[0]);
        await transaction.RollbackAsync(Cancel);
        await store.DisposeAsync();
    }

    private static async Task ReopenAndDeleteAsync(PostgreSqlJobStore store, long id)
    {
        (await store.Control.ReopenAsync(id, "tester", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await store.Queries.GetAsync(id, Cancel))!.State.ShouldBe(JobState.Ready);
        (await store.Queries.ListAttemptsAsync(id, Cancel)).Count.ShouldBe(1);
        (await store.Control.CancelAsync(id, "tester", null, Cancel)).Result.ShouldBe(ControlResult.Done);
        (await store.Control.DeleteAsync(id, "tester", Cancel)).Result.ShouldBe(ControlResult.Done);

        (await store.Queries.GetAsync(id, Cancel)).ShouldBeNull();
        (await store.Logs.ReadAsync(id, default, 10, Cancel)).ShouldBeEmpty();
        (await store.Queries.ListAttemptsAsync(id, Cancel)).ShouldBeEmpty();
    }

    private static async Task LockAsync(NpgsqlConnection holder, NpgsqlTransaction transaction, string schema)
    {
        await using var hold = new NpgsqlCommand(
            $"""
            do $$ declare part text; begin
                foreach part in array array['history', 'attempts', 'logs'] loop
                    execute format('lock table {schema}.%I in access exclusive mode', part || '_' || to_char(current_date - 11, 'YYYYMMDD'));
                end loop;
            end $$
            """,
            holder,
            transaction);
        await hold.ExecuteNonQueryAsync(Cancel);
    }
}
