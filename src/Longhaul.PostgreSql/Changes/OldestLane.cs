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
        if (!request.Lanes.Any(IsAging))
        {
            return null;
        }

        var heads = await runner.QueryAsync(
            "Claims/list_heads",
            sql => Set(sql, request, fromBottom),
            row => (Lane: (Queue: row.Text(0), Priority: (int)row.Short(1)), Position: row.Long(2)),
            cancel).ConfigureAwait(false);
        if (heads.Count == 0)
        {
            return null;
        }

        var oldest = heads.MinBy(head => head.Position).Lane;
        var isFirst = request.Lanes.All(IsAging) && heads.TrueForAll(head => head.Lane == oldest || head.Lane.Priority < oldest.Priority);
        return isFirst ? null : oldest;
    }

    private static bool IsAging(ClaimLane lane) => lane is { OldestFirst: true, Places: > 0 };

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
}
