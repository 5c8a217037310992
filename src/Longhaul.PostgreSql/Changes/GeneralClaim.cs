using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>A claim from any number of queues, with all that may stand in them.</summary>
internal sealed class GeneralClaim(Runner runner, ScanFloors floors)
{
    public async Task<ClaimAnswer> TakeAsync(ClaimRequest request, bool evenAgain, bool fromBottom, CancellationToken cancel)
    {
        var answers = await runner.QueryAsync(
            "Claims/claim",
            sql => Set(sql, request, fromBottom).Set("@even_again", evenAgain),
            row => new ClaimedArrays(request, row).Answer()!,
            cancel).ConfigureAwait(false);
        return answers[0];
    }

    private Statement Set(Statement sql, ClaimRequest request, bool fromBottom)
    {
        // Before the floors: were they given up in between, this would be the mark of the old ones, and they are not looked at.
        var pauses = floors.Pauses;
        var lanes = request.Lanes.SelectMany(lane => ScanFloors.Priorities.Select(priority => (lane.Queue, Priority: priority))).ToList();
        var places = lanes.ConvertAll(lane => floors.Of(lane.Queue, lane.Priority, fromBottom));
        return sql
            .Set("@instance", request.Token.Instance).Set("@claim", request.Token.Claim)
            .Set("@queues", request.Lanes.Select(lane => lane.Queue)).Set("@places", request.Lanes.Select(lane => lane.Places))
            .Set("@prefetch", request.Lanes.Select(lane => lane.Prefetch))
            .Set("@lane_queues", lanes.Select(lane => lane.Queue)).Set("@lane_priorities", lanes.Select(lane => lane.Priority))
            .Set("@lane_tags", places.Select(place => place.Tag)).Set("@lane_positions", places.Select(place => place.Position))
            .Set("@limit", request.Limit).Set("@kinds", request.Kinds).Set("@allow_crashed", request.AllowCrashed)
            .Set("@pauses", pauses);
    }
}
