using System.Globalization;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Removes days of history. A partition is detached concurrently: dropped in place it would wait for every open reader, and every end of a
/// job would wait behind it. Each step can be taken again by whoever comes next.
/// </summary>
internal sealed class Retention(Runner runner)
{
    private const int Attached = 1;
    private const int OnItsWayOut = 2;

    /// <summary>Removes days that were over before now − keep, the oldest first.</summary>
    /// <returns>How many jobs they held; about the limit or more where there may be more to do.</returns>
    public async Task<int> PruneAsync(TimeSpan keep, int limit, CancellationToken cancel)
    {
        var before = await runner.RunAsync(
            transaction =>
            {
                new Rows.KeyTable(transaction, new Rows.JobTable(transaction)).Prune();
                return DateOnly.FromDateTime((transaction.Now - keep).UtcDateTime);
            },
            cancel).ConfigureAwait(false);
        var removed = 0L;
        foreach (var day in await ListAsync("Days/list_leaving", before, cancel).ConfigureAwait(false))
        {
            removed += removed < limit ? await RemoveHistoryAsync(day, cancel).ConfigureAwait(false) : 0;
        }

        await RemoveAroundAsync(cancel).ConfigureAwait(false);
        return (int)Math.Min(removed, int.MaxValue);
    }

    private async Task<long> RemoveHistoryAsync(DateOnly day, CancellationToken cancel)
    {
        if (!await TakeAsync(day, cancel).ConfigureAwait(false))
        {
            return 0;
        }

        var jobs = await runner.QueryAsync("Days/count_history", sql => sql.Set("@day", day), row => row.Long(0), cancel).ConfigureAwait(false);
        await DropAsync("history", day, cancel).ConfigureAwait(false);
        await runner.QueryAsync("Days/forget_history", sql => sql.Set("@day", day), _ => 0, cancel).ConfigureAwait(false);
        return jobs[0];
    }

    private async Task RemoveAroundAsync(CancellationToken cancel)
    {
        foreach (var day in await ListAsync("Days/list_around_leaving", null, cancel).ConfigureAwait(false))
        {
            if (await TakeAsync(day, cancel).ConfigureAwait(false))
            {
                await DropAsync("attempts", day, cancel).ConfigureAwait(false);
                await DropAsync("logs", day, cancel).ConfigureAwait(false);
                await runner.QueryAsync("Days/forget", sql => sql.Set("@day", day), _ => 0, cancel).ConfigureAwait(false);
            }
        }
    }

    private Task<List<DateOnly>> ListAsync(string statement, DateOnly? before, CancellationToken cancel) => runner.QueryAsync(
        statement, sql => _ = before is { } day ? sql.Set("@before", day) : sql, row => row.Date(0), cancel);

    private async Task<bool> TakeAsync(DateOnly day, CancellationToken cancel) =>
        (await runner.QueryAsync("Days/take_leaving", sql => sql.Set("@day", day), row => row.Int(0), cancel).ConfigureAwait(false)).Count > 0;

    private async Task DropAsync(string table, DateOnly day, CancellationToken cancel)
    {
        var name = table + "_" + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var states = await runner.QueryAsync(
            "Days/find_partition",
            sql => sql.Set("@schema", runner.Text.SchemaName).Set("@name", name),
            row => row.Int(0),
            cancel).ConfigureAwait(false);
        if (states is not [var state])
        {
            return;
        }

        var (parent, part) = ($"{runner.Text.Schema}.{table}", $"{runner.Text.Schema}.{name}");
        if (state is Attached or OnItsWayOut)
        {
            await runner.ExecuteAsync(
                $"alter table {parent} detach partition {part} {(state == Attached ? "concurrently" : "finalize")}", cancel).ConfigureAwait(false);
        }

        await runner.ExecuteAsync($"drop table {part}", cancel).ConfigureAwait(false);
    }
}
