using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>A claim from any number of queues, with all that may stand in them.</summary>
internal sealed class GeneralClaim(Runner runner, ScanFloors floors)
{
    /// <summary>Null where one of the queues has limits; nothing was taken.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="first">The lane that goes before all others; null for none.</param>
    /// <param name="evenAgain">Also where a claim with this number was made before.</param>
    /// <param name="fromBottom">Without the floors.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<ClaimAnswer?> TakeAsync(
        ClaimRequest request, (string Queue, int Priority)? first, bool evenAgain, bool fromBottom, CancellationToken cancel)
    {
        var answers = await runner.QueryAsync(
            "Claims/claim",
            sql => Set(sql, request, first, evenAgain, fromBottom, []),
            row => new ClaimedArrays(request, first, row).Answer(),
            cancel).ConfigureAwait(false);
        return answers[0];
    }

    /// <summary>The same within a transaction whose request keeps to the limits of some queues. Null where another queue has limits.</summary>
    public ClaimAnswer? Take(
        Transaction transaction, ClaimRequest request, (string Queue, int Priority)? first, bool evenAgain, bool fromBottom, IEnumerable<string> kept) =>
        Set(transaction.Sql("Claims/claim"), request, first, evenAgain, fromBottom, kept).First(row => new ClaimedArrays(request, first, row).Answer());

    /// <summary>The lanes in the order in which they are read: every priority of every queue, but one before all others where that is wanted.</summary>
    public static List<(ClaimLane Lane, short Priority)> LanesOf(ClaimRequest request, (string Queue, int Priority)? first) => [.. request.Lanes
        .SelectMany(lane => ScanFloors.Priorities.Select(priority => (Lane: lane, Priority: priority)))
        .OrderBy(one => (one.Lane.Queue, one.Priority) == first ? 0 : 1)];

    private Statement Set(
        Statement sql, ClaimRequest request, (string Queue, int Priority)? first, bool evenAgain, bool fromBottom, IEnumerable<string> kept)
    {
        // Before the floors: were they given up in between, this would be the mark of the old ones, and they are not looked at.
        var pauses = floors.Pauses;
        var lanes = LanesOf(request, first);
        var places = lanes.ConvertAll(one => floors.Of(one.Lane.Queue, one.Priority, fromBottom));
        return sql
            .Set("@instance", request.Token.Instance).Set("@claim", request.Token.Claim)
            .Set("@queues", request.Lanes.Select(lane => lane.Queue)).Set("@places", request.Lanes.Select(lane => lane.Places))
            .Set("@prefetch", request.Lanes.Select(lane => lane.Prefetch))
            .Set("@lane_queues", lanes.Select(one => one.Lane.Queue)).Set("@lane_priorities", lanes.Select(one => one.Priority))
            .Set("@lane_tags", places.Select(place => place.Tag)).Set("@lane_positions", places.Select(place => place.Position))
            .Set("@limit", request.Limit).Set("@kinds", request.Kinds).Set("@allow_crashed", request.AllowCrashed)
            .Set("@first_queue", first?.Queue).Set("@first_priority", (short?)first?.Priority)
            .Set("@pauses", pauses).Set("@even_again", evenAgain).Set("@kept", kept);
    }
}
