using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Which queue and priority goes before all others, so that none starves.</summary>
internal sealed class OldestLane(Runner runner, ScanFloors floors)
{
    /// <summary>
    /// The one whose first job has waited longest. Null where the request does not ask for it, nothing waits, or it goes first anyway, so that the
    /// short way will do.
    /// </summary>
    public async Task<(string Queue, int Priority)?> FindAsync(ClaimRequest request, bool fromBottom, CancellationToken cancel)
    {
        return request.Lanes.Any(IsAging)
            ? First(request, await runner.QueryAsync("Claims/list_heads", sql => Set(sql, request, fromBottom), Head.Read, cancel).ConfigureAwait(false))
            : null;
    }

    /// <summary>The same within a transaction.</summary>
    public (string Queue, int Priority)? Find(Transaction transaction, ClaimRequest request, bool fromBottom) => request.Lanes.Any(IsAging)
        ? First(request, Set(transaction.Sql("Claims/list_heads"), request, fromBottom).All(Head.Read))
        : null;

    private static (string Queue, int Priority)? First(ClaimRequest request, List<Head> heads)
    {
        if (heads.Count == 0)
        {
            return null;
        }

        var oldest = heads.MinBy(head => head.Position).Lane;
        var isFirst = request.Lanes.All(IsAging) && heads.TrueForAll(head => head.Lane == oldest || head.Lane.Priority < oldest.Priority);
        return isFirst ? null : oldest;
    }

    private static bool IsAging(ClaimLane lane) => lane.OldestFirst && lane is { Places: > 0 } or { Prefetch: > 0 };

    private Statement Set(Statement sql, ClaimRequest request, bool fromBottom)
    {
        // Before the floors, as in GeneralClaim.
        var pauses = floors.Pauses;
        var lanes = request.Lanes.Where(IsAging).SelectMany(lane => ScanFloors.Priorities.Select(priority => (lane.Queue, Priority: priority))).ToList();
        var places = lanes.ConvertAll(lane => floors.Of(lane.Queue, lane.Priority, fromBottom));
        return sql
            .Set("@lane_queues", lanes.Select(lane => lane.Queue)).Set("@lane_priorities", lanes.Select(lane => lane.Priority))
            .Set("@lane_tags", places.Select(place => place.Tag)).Set("@lane_positions", places.Select(place => place.Position))
            .Set("@kinds", request.Kinds).Set("@allow_crashed", request.AllowCrashed).Set("@pauses", pauses);
    }

    /// <summary>The first job of a lane.</summary>
    private readonly record struct Head((string Queue, int Priority) Lane, long Position)
    {
        public static Head Read(Row row) => new((row.Text(0), row.Short(1)), row.Long(2));
    }
}
