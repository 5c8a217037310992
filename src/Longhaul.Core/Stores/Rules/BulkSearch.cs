namespace Longhaul.Core.Stores.Rules;

/// <summary>
/// Finds the jobs of a part of a bulk operation, in windows of jobs, each a short read of its own. A part in which few jobs match ends after some
/// windows and says where to go on, so that no call takes long.
/// </summary>
internal abstract class BulkSearch
{
    /// <summary>As of a listing.</summary>
    protected const int Window = 20_000;

    private const int MostWindows = 10;

    public async Task<(IReadOnlyList<long> Found, long? Next)> FindAsync(BulkRequest request, CancellationToken cancel)
    {
        if (BulkChecks.MatchesNothing(request))
        {
            return ([], null);
        }

        if (request.Ids is { } ids)
        {
            return ([.. ids.Where(id => id > request.After && id <= request.Through).Distinct().Order()], null);
        }

        var found = new List<long>();
        var after = request.After;
        for (var i = 0; i < MostWindows && found.Count <= request.Limit; i++)
        {
            if (after >= request.Through || await WindowEndAsync(request, after, cancel).ConfigureAwait(false) is not { } end)
            {
                return (found, null);
            }

            var through = Math.Min(end, request.Through);
            found.AddRange(await ListAsync(request, after, through, request.Limit + 1 - found.Count, cancel).ConfigureAwait(false));
            after = through;
        }

        return found.Count > request.Limit ? (found[..request.Limit], found[request.Limit - 1]) : (found, after);
    }

    /// <summary>False where only open jobs can match: history, which may be long, is not looked at.</summary>
    protected static bool WithHistory(BulkRequest request) => request.Action is BulkAction.Retry or BulkAction.Delete;

    /// <summary>The id at which a window of jobs above another one ends; null where there are none.</summary>
    protected abstract Task<long?> WindowEndAsync(BulkRequest request, long after, CancellationToken cancel);

    /// <summary>The ids of the jobs of a window that match.</summary>
    protected abstract Task<List<long>> ListAsync(BulkRequest request, long after, long through, int limit, CancellationToken cancel);
}
