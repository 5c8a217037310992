using Longhaul.Cli.Bench.Places;

namespace Longhaul.Bench.Limits;

/// <summary>The statement that puts rows of jobs into history: whatever columns both have.</summary>
internal static class HistoryCopy
{
    /// <summary>An insert that reads from <c>gone</c>.</summary>
    public static async Task<string> MakeAsync(LimitPlace place, CancellationToken cancel)
    {
        await using var connection = await ServerAccess.OpenAsync(place.Server.Address, cancel);
        const string shared = """
            select string_agg(quote_ident(h.attname), ', ' order by h.attnum)
            from pg_attribute h join pg_attribute j on j.attname = h.attname and j.attrelid = ($1 || '.jobs')::regclass
            where h.attrelid = ($1 || '.history')::regclass and h.attnum > 0 and h.attname not in ('state', 'finished_at')
            """;
        var columns = await connection.AskAsync<string>(shared, cancel, place.Server.Schema);
        return $"""
            insert into {place.Server.Schema}.history ({columns}, state, finished_at, over_on, outcome)
            select {columns}, 5, now(), (now() at time zone 'utc')::date, 'completed' from gone
            """;
    }
}
