using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Lookups;

/// <summary>
/// Listings by filter, newest first. A filter that few jobs match is looked for in windows of jobs, each a read of its own:
/// a read transaction that stays open keeps the log from being folded back.
/// </summary>
internal sealed class JobListing(Readers readers)
{
    /// <summary>About 20 ms of looking in the worst case, a text search.</summary>
    private const int Window = 20_000;

    /// <summary>
    /// That a job matches a filter, whose members let all pass where they are null. What a listing shows and what a bulk operation touches
    /// is the same, so it stands here once.
    /// </summary>
    public const string Matches = """
        (@state is null or state = @state)
        and (@kind is null or kind = @kind)
        and (@queue is null or queue = @queue)
        and (@tenant is null or tenant = @tenant)
        and (@since is null or created_at >= @since)
        and (@roots is null or @roots = (parent_id is null))
        and (@containers is null or @containers = is_container)
        and (@search is null or kind like @search escape '\' or step like @search escape '\'
            or input like @search escape '\' or error_message like @search escape '\')
        """;

    public async Task<IReadOnlyList<JobRecord>> ListAsync(JobFilter filter, JobPage page, CancellationToken cancel)
    {
        var found = new List<JobRecord>();
        var before = page.Before ?? long.MaxValue;
        while (found.Count < page.Limit)
        {
            var (to, limit) = (before, page.Limit - found.Count);
            var (from, jobs) = await readers.RunAsync(db => ListWindow(db, filter, to, limit), cancel);
            found.AddRange(jobs);
            if (from is not { } next)
            {
                break;
            }

            before = next;
        }

        return found;
    }

    /// <summary>What matches among the next jobs below an id, and where they begin; nowhere if there are none.</summary>
    private static (long? From, List<JobRecord> Jobs) ListWindow(Database db, JobFilter filter, long before, int limit)
    {
        var from = db.Sql("Queries/window_start").Set("@before", before).Set("@rows", Window).First(row => row.LongOrNull(0));
        return from is { } start ? (from, List(db, filter, start, before, limit)) : (null, []);
    }

    private static List<JobRecord> List(Database db, JobFilter filter, long from, long before, int limit) =>
        SetFilter(db.Sql("Queries/list_jobs"), filter).Set("@from", from).Set("@before", before).Set("@limit", limit).All(JobRow.Read);

    /// <summary>Sets what a statement with this condition asks for.</summary>
    public static Statement SetFilter(Statement sql, JobFilter filter) => sql
        .Set("@state", (long?)filter.State).Set("@kind", filter.Kind).Set("@queue", filter.Queue).Set("@tenant", filter.Tenant)
        .Set("@since", JobTable.CeilingMs(filter.Since)).Set("@search", Pattern(filter.Search))
        .Set("@roots", Flag(filter.Roots)).Set("@containers", Flag(filter.Containers));

    private static long? Flag(bool? value) => value is { } flag ? (flag ? 1 : 0) : null;

    private static string? Pattern(string? search) => search is null
        ? null
        : "%" + search.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";
}
