namespace Longhaul.Core.Stores;

/// <summary>
/// The order in which a claim takes jobs of several queues: priority, then front before others; then the queues go round, each with its own first, second, third (by tag, then
/// position). Neither tags nor positions of different queues are compared. A tag tells a turn within its queue, and by positions a batch in one queue would go before
/// the single job of another that came later.
/// </summary>
internal static class ClaimOrder
{
    /// <summary>Puts candidates in order.</summary>
    /// <param name="candidates">Of each lane the first ones.</param>
    /// <param name="place">Where one stands.</param>
    public static IEnumerable<T> Of<T>(IEnumerable<T> candidates, Func<T, ClaimPlace> place) => candidates
        .Select(one => (One: one, Place: place(one)))
        .GroupBy(one => (one.Place.IsFirst, one.Place.Lane, one.Place.Priority, one.Place.IsFront))
        .SelectMany(lane => WithTurns(lane.OrderBy(one => (one.Place.Tag, one.Place.Position)), one => one.Place))
        .OrderBy(turn => (!turn.One.Place.IsFirst, -turn.One.Place.Priority, !turn.One.Place.IsFront, turn.Turn, turn.One.Place.Lane))
        .ThenBy(turn => (turn.One.Place.Tag, turn.One.Place.Position))
        .Select(turn => turn.One.One);

    // One that has lost a worker may have to wait until another such is over; it takes no turn.
    private static IEnumerable<(T One, int Turn)> WithTurns<T>(IEnumerable<T> lane, Func<T, ClaimPlace> place)
    {
        var turn = 1;
        foreach (var one in lane)
        {
            yield return (one, turn);
            turn += place(one).IsCrashed ? 0 : 1;
        }
    }
}

/// <summary>Where a job stands that may be claimed.</summary>
/// <param name="IsFirst">Its queue and priority go before all others.</param>
/// <param name="Lane">The place of its queue in the request, from 0.</param>
/// <param name="Priority">Its priority, the highest first.</param>
/// <param name="IsFront">It was put back.</param>
/// <param name="Tag">Its turn among tenants of its queue.</param>
/// <param name="Position">Its position.</param>
/// <param name="IsCrashed">It has lost a worker.</param>
internal readonly record struct ClaimPlace(bool IsFirst, int Lane, int Priority, bool IsFront, long Tag, long Position, bool IsCrashed);
