using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Lookups;

/// <summary>
/// Listings by filter, newest first. A filter that few jobs match is looked for window by window of ids, each a read of its own:
/// a read transaction that stays open keeps the log from being folded back.
/// </summary>
internal sealed class JobListing(Readers readers)
{
    /// <summary>About 20 ms of looking in the worst case, a text search.</summary>
    private const long Window = 20_000;

    public async Task<IReadOnlyList<JobRecord>> ListAsync(JobFilter filter, JobPage page, CancellationToken cancel)
    {
        var found = new List<JobRecord>();
        var highest = await readers.RunAsync(db => db.Sql("Queries/highest_id").First(row => row.Long(0)), cancel);
        var before = Math.Min(page.Before ?? long.MaxValue, highest + 1);
        while (before > 1 && found.Count < page.Limit)
        {
            var (to, limit) = (before, page.Limit - found.Count);
            var from = Math.Max(1, to - Window);
            found.AddRange(await readers.RunAsync(db => List(db, filter, from, to, limit), cancel));
            before = from;
        }

        return found;
    }

    private static List<JobRecord> List(Database db, JobFilter filter, long from, long before, int limit) =>
        db.Sql("Queries/list_jobs")
            .Set("@from", from).Set("@before", before).Set("@limit", limit)
            .Set("@state", (long?)filter.State).Set("@kind", filter.Kind).Set("@queue", filter.Queue).Set("@tenant", filter.Tenant)
            .Set("@since", JobTable.CeilingMs(filter.Since)).Set("@search", Pattern(filter.Search))
            .Set("@roots", Flag(filter.Roots)).Set("@containers", Flag(filter.Containers))
            .All(JobRow.Read);

    private static long? Flag(bool? value) => value is { } flag ? (flag ? 1 : 0) : null;

    private static string? Pattern(string? search) => search is null
        ? null
        : "%" + search.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";
}
