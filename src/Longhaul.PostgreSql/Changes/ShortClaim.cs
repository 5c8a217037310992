using System.Diagnostics;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>A claim from one queue in which nothing special stands. Only a short cut: without it the same jobs come by the general way.</summary>
internal sealed class ShortClaim(Runner runner, ScanFloors floors)
{
    /// <summary>Where something special was found, the short way is not tried again for so long: it would cost a trip in vain.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private long _restsUntil;

    /// <summary>Null where it was not tried, or found something special and took nothing.</summary>
    public async Task<ClaimAnswer?> TryTakeAsync(ClaimRequest request, bool fromBottom, CancellationToken cancel)
    {
        if (!IsSimple(request) || floors.Pauses != 0 || Stopwatch.GetTimestamp() < Volatile.Read(ref _restsUntil))
        {
            return null;
        }

        var answers = await runner.QueryAsync(
            "Claims/claim_plain", sql => Set(sql, request, fromBottom), row => new ClaimedArrays(request, null, row).Answer(), cancel).ConfigureAwait(false);
        if (answers[0] is null)
        {
            Volatile.Write(ref _restsUntil, Stopwatch.GetTimestamp() + (long)(Rest.TotalSeconds * Stopwatch.Frequency));
        }

        return answers[0];
    }

    // With a smaller limit, which of those wanted in advance come along depends on how many are passed over.
    private static bool IsSimple(ClaimRequest request) =>
        request.Lanes is [var lane] && (lane.Prefetch == 0 || lane.Places + lane.Prefetch <= request.Limit);

    private void Set(Statement sql, ClaimRequest request, bool fromBottom)
    {
        var (queue, most, prefetch, _) = request.Lanes[0];
        var floor = ScanFloors.Priorities.Select(priority => floors.Of(queue, priority, fromBottom)).ToList();
        var places = Math.Min(most, request.Limit);
        sql.Set("@instance", request.Token.Instance).Set("@claim", request.Token.Claim)
            .Set("@queue", queue).Set("@places", places).Set("@reach", places + prefetch).Set("@all_start", prefetch == 0)
            .Set("@kinds", request.Kinds)
            .Set("@lane_priorities", ScanFloors.Priorities)
            .Set("@lane_tags", floor.Select(place => place.Tag)).Set("@lane_positions", floor.Select(place => place.Position));
    }
}
