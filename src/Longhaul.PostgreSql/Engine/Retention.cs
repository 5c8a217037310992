using System.Globalization;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Removes days of history. A partition is detached concurrently: dropped in place it would wait for every open reader, and every end of a
/// job would wait behind it. Each step can be taken again by whoever comes next. Readers are waited for only briefly, since a partition that is
/// on its way out keeps new ones from being made; and a day at a time, since a table can have one such partition.
/// </summary>
internal sealed class Retention(Runner runner)
{
    private const int Attached = 1;
    private const int OnItsWayOut = 2;
    private const int OfAnotherOwner = 3;

    // About a tenth of a second's work; workers that look at the same time pass over each other's.
    private const int MostKeys = 10_000;

    // A call of the store's is to be short however many days have piled up; whoever prunes comes again at once where there is more.
    private const int MostDays = 10;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Removes days that were over before now − keep, the oldest first.</summary>
    /// <returns>How many jobs they held; the limit or more where there may be more to do, keys included.</returns>
    public async Task<int> PruneAsync(TimeSpan keep, int limit, CancellationToken cancel)
    {
        var (moreKeys, before) = await runner.RunAsync(
            transaction =>
            {
                var jobs = new JobTable(transaction);
                var more = new KeyTable(transaction, jobs).Prune(MostKeys) | UnusedKeys.Prune(transaction, MostKeys);
                return (more, DateOnly.FromDateTime((transaction.Now - keep).UtcDateTime));
            },
            cancel).ConfigureAwait(false);
        var begun = TimeProvider.System.GetTimestamp();
        var (removed, isMore) = await RemoveAsync("Days/list_leaving", before, limit, begun, RemoveHistoryAsync, cancel).ConfigureAwait(false);
        var (_, isMoreAround) = await RemoveAsync("Days/list_around_leaving", null, limit, begun, RemoveAroundAsync, cancel).ConfigureAwait(false);
        return Answer(removed, limit, moreKeys || isMore || isMoreAround);
    }

    /// <summary>Removes months all of whose costs are older than now − keep, the oldest first.</summary>
    /// <returns>How many costs they held.</returns>
    public async Task<int> PruneCostsAsync(TimeSpan keep, int limit, CancellationToken cancel)
    {
        var before = await runner.RunAsync(transaction => DateOnly.FromDateTime((transaction.Now - keep).UtcDateTime), cancel).ConfigureAwait(false);
        var (removed, isMore) = await RemoveAsync(
            "Costs/list_leaving", before, limit, TimeProvider.System.GetTimestamp(), RemoveCostsAsync, cancel).ConfigureAwait(false);
        return Answer(removed, limit, isMore);
    }

    private static int Answer(long removed, int limit, bool isMore) => (int)Math.Min(isMore ? Math.Max(removed, limit) : removed, int.MaxValue);

    /// <summary>Removes days (or months) that are listed, one after the other, until one cannot be removed now.</summary>
    /// <returns>How many rows they held, and whether it stopped only because that was enough for one call.</returns>
    private async Task<(long Removed, bool IsMore)> RemoveAsync(
        string list, DateOnly? before, int limit, long begun, Func<DateOnly, CancellationToken, Task<long?>> remove, CancellationToken cancel)
    {
        var (removed, days) = (0L, 0);
        foreach (var day in await ListAsync(list, before, cancel).ConfigureAwait(false))
        {
            if (removed >= limit || days == MostDays || TimeProvider.System.GetElapsedTime(begun) > Budget)
            {
                return (removed, true);
            }

            if (await remove(day, cancel).ConfigureAwait(false) is not { } rows)
            {
                break;
            }

            (removed, days) = (removed + rows, days + 1);
        }

        return (removed, false);
    }

    /// <summary>How many costs the month held; null where it could not be removed now.</summary>
    private async Task<long?> RemoveCostsAsync(DateOnly month, CancellationToken cancel)
    {
        if (!await TakeAsync("Costs/take_leaving", month, cancel).ConfigureAwait(false))
        {
            return null;
        }

        var costs = await runner.QueryAsync("Costs/count", sql => sql.Set("@day", month), row => row.Long(0), cancel).ConfigureAwait(false);
        return await DropAsync(["costs"], month, "Costs/forget", "Costs/put_back", cancel).ConfigureAwait(false) ? costs[0] : 0;
    }

    /// <summary>How many jobs the day held; null where it could not be removed now.</summary>
    private async Task<long?> RemoveHistoryAsync(DateOnly day, CancellationToken cancel)
    {
        if (!await TakeAsync(day, cancel).ConfigureAwait(false))
        {
            return null;
        }

        var jobs = await runner.QueryAsync("Days/count_history", sql => sql.Set("@day", day), row => row.Long(0), cancel).ConfigureAwait(false);
        return await DropAsync(["history"], day, "Days/forget_history", cancel).ConfigureAwait(false) ? jobs[0] : null;
    }

    private async Task<long?> RemoveAroundAsync(DateOnly day, CancellationToken cancel) =>
        await TakeAsync(day, cancel).ConfigureAwait(false)
        && await DropAsync(["attempts", "logs"], day, "Days/forget", cancel).ConfigureAwait(false) ? 0 : null;

    private Task<List<DateOnly>> ListAsync(string statement, DateOnly? before, CancellationToken cancel) => runner.QueryAsync(
        statement, sql => _ = before is { } day ? sql.Set("@before", day) : sql, row => row.Date(0), cancel);

    private Task<bool> TakeAsync(DateOnly day, CancellationToken cancel) => TakeAsync("Days/take_leaving", day, cancel);

    private async Task<bool> TakeAsync(string statement, DateOnly day, CancellationToken cancel) =>
        (await runner.QueryAsync(statement, sql => sql.Set("@day", day), row => row.Int(0), cancel).ConfigureAwait(false)).Count > 0;

    private Task<bool> DropAsync(string[] tables, DateOnly day, string then, CancellationToken cancel) =>
        DropAsync(tables, day, then, "Days/put_back", cancel);

    /// <summary>Drops the partitions of a day (or month) and notes that they are gone; false where a reader is in the way.</summary>
    private async Task<bool> DropAsync(string[] tables, DateOnly day, string then, string otherwise, CancellationToken cancel)
    {
        var dropped = true;
        foreach (var table in tables)
        {
            dropped = dropped && await DropAsync(table, day, cancel).ConfigureAwait(false);
        }

        await runner.QueryAsync(dropped ? then : otherwise, sql => sql.Set("@day", day), _ => 0, cancel).ConfigureAwait(false);
        return dropped;
    }

    private async Task<bool> DropAsync(string table, DateOnly day, CancellationToken cancel)
    {
        var name = table + "_" + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var states = await runner.QueryAsync(
            "Days/find_partition",
            sql => sql.Set("@schema", runner.Text.SchemaName).Set("@name", name),
            row => row.Int(0),
            cancel).ConfigureAwait(false);
        if (states is not [var state])
        {
            return true;
        }

        if (state == OfAnotherOwner)
        {
            return (await runner.QueryAsync(
                "Days/drop_part", sql => sql.Set("@parent", table).Set("@part", name), row => row.Bool(0), cancel).ConfigureAwait(false)) is [true];
        }

        var (parent, part) = ($"{runner.Text.Schema}.{table}", $"{runner.Text.Schema}.{name}");
        var isAlone = state is not (Attached or OnItsWayOut) || await TryAsync(
            $"alter table {parent} detach partition {part} {(state == Attached ? "concurrently" : "finalize")}", cancel).ConfigureAwait(false);
        return isAlone && await TryAsync($"drop table {part}", cancel).ConfigureAwait(false);
    }

    // By cancelling, since a lock_timeout would have to be set for the session, which may be a pooler's.
    private async Task<bool> TryAsync(string statement, CancellationToken cancel)
    {
        using var enough = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, enough.Token);
        try
        {
            await runner.ExecuteAsync(statement, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
