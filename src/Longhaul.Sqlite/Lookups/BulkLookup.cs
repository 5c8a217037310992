using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;

namespace Longhaul.Sqlite.Lookups;

/// <summary>Finds the jobs of a bulk operation.</summary>
internal sealed class BulkLookup(Readers readers) : BulkSearch
{
    protected override Task<long?> WindowEndAsync(BulkRequest request, long after, CancellationToken cancel) => readers.RunAsync(
        db => db.Sql("Bulk/window_end").Set("@after", after).Set("@rows", (long)Window).Set("@with_history", WithHistory(request)).First(row => row.LongOrNull(0)),
        cancel);

    protected override Task<List<long>> ListAsync(BulkRequest request, long after, long through, int limit, CancellationToken cancel) => readers.RunAsync(
        db => JobListing.SetFilter(db.Sql("Bulk/list_matching"), BulkChecks.Filter(request))
            .Set("@after", after).Set("@through", through).Set("@limit", (long)limit)
            .Set("@states", JobLists.WriteNumbers(BulkChecks.States(request).Select(state => (long)state))).Set("@with_history", WithHistory(request))
            .Set("@with_allowed", BulkChecks.WithAllowedFailures(request))
            .All(row => row.Long(0)),
        cancel);
}
