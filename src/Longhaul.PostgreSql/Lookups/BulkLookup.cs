using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Lookups;

/// <summary>Finds the jobs of a bulk operation.</summary>
internal sealed class BulkLookup(Runner runner) : BulkSearch
{
    protected override async Task<long?> WindowEndAsync(BulkRequest request, long after, CancellationToken cancel)
    {
        var end = await runner.QueryAsync(
            "Bulk/window_end", sql => sql.Set("@after", after).Set("@rows", Window).Set("@with_history", WithHistory(request)), row => row.LongOrNull(0), cancel)
            .ConfigureAwait(false);
        return end[0];
    }

    protected override Task<List<long>> ListAsync(BulkRequest request, long after, long through, int limit, CancellationToken cancel) => runner.QueryAsync(
        "Bulk/list_matching",
        sql => JobListing.SetFilter(sql, BulkChecks.Filter(request)).Set("@after", after).Set("@through", through).Set("@limit", limit)
            .Set("@states", BulkChecks.States(request).Select(state => (short)state)).Set("@with_history", WithHistory(request))
            .Set("@with_allowed", BulkChecks.WithAllowedFailures(request)),
        row => row.Long(0),
        cancel);
}
