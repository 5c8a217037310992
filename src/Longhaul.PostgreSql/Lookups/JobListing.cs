using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Lookups;

/// <summary>
/// Listings by filter, newest first. A filter that few jobs match is looked for in windows of jobs, each a short statement of its own:
/// one that runs for long keeps the server from cleaning up behind the workers.
/// </summary>
internal sealed class JobListing(Runner runner)
{
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
        and (@search is null or kind ilike @search or step ilike @search or input ilike @search or error_message ilike @search)
        """;

    public async Task<IReadOnlyList<JobRecord>> ListAsync(JobFilter filter, JobPage page, CancellationToken cancel)
    {
        var found = new List<JobRecord>();
        var before = page.Before ?? long.MaxValue;
        while (found.Count < page.Limit && await WindowStartAsync(before, cancel).ConfigureAwait(false) is { } from)
        {
            found.AddRange(await ListAsync(filter, from, before, page.Limit - found.Count, cancel).ConfigureAwait(false));
            before = from;
        }

        return found;
    }

    private async Task<long?> WindowStartAsync(long before, CancellationToken cancel)
    {
        var start = await runner.QueryAsync(
            "Queries/window_start", sql => sql.Set("@before", before).Set("@rows", Window), row => row.LongOrNull(0), cancel).ConfigureAwait(false);
        return start[0];
    }

    private Task<List<JobRecord>> ListAsync(JobFilter filter, long from, long before, int limit, CancellationToken cancel) => runner.QueryAsync(
        "Queries/list_jobs",
        sql => SetFilter(sql, filter).Set("@from", from).Set("@before", before).Set("@limit", limit),
        JobRow.ReadOpen,
        cancel);

    /// <summary>Sets what a statement with this condition asks for.</summary>
    public static Statement SetFilter(Statement sql, JobFilter filter) => sql
        .Set("@state", (short?)filter.State).Set("@kind", filter.Kind).Set("@queue", filter.Queue).Set("@tenant", filter.Tenant)
        .Set("@since", filter.Since).Set("@search", Pattern(filter.Search)).Set("@roots", filter.Roots).Set("@containers", filter.Containers);

    private static string? Pattern(string? search) => search is null
        ? null
        : "%" + search.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal) + "%";
}
