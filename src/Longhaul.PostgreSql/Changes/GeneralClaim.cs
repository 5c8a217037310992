using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>A claim from any number of queues, with all that may stand in them.</summary>
internal sealed class GeneralClaim(Runner runner, ScanFloors floors)
{
    /// <summary>Null where one of the queues has limits; nothing was taken.</summary>
    public async Task<ClaimAnswer?> TakeAsync(ClaimRequest request, bool evenAgain, bool fromBottom, CancellationToken cancel)
    {
        var answers = await runner.QueryAsync(
            "Claims/claim",
            sql => Set(sql, request, evenAgain, fromBottom, []),
            row => new ClaimedArrays(request, row).Answer(),
            cancel).ConfigureAwait(false);
        return answers[0];
    }

    /// <summary>The same within a transaction whose request keeps to the limits of some queues. Null where another queue has limits.</summary>
    public ClaimAnswer? Take(Transaction transaction, ClaimRequest request, bool evenAgain, bool fromBottom, IEnumerable<string> kept) =>
        Set(transaction.Sql("Claims/claim"), request, evenAgain, fromBottom, kept).First(row => new ClaimedArrays(request, row).Answer());

    private Statement Set(Statement sql, ClaimRequest request, bool evenAgain, bool fromBottom, IEnumerable<string> kept)
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
            .Set("@pauses", pauses).Set("@even_again", evenAgain).Set("@kept", kept);
    }
}
