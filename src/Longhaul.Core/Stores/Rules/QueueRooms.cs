using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>What the queues with limits of one claim have left.</summary>
/// <param name="rooms">Those queues; the others of the claim have no limits.</param>
internal sealed class QueueRooms(IReadOnlyList<QueueRoom> rooms)
{
    /// <summary>The wish made as small as it must be.</summary>
    public ClaimRequest Lower(ClaimRequest request) =>
        rooms.Count == 0 ? request : request with { Lanes = [.. request.Lanes.Select(lane => Of(lane.Queue)?.Lower(lane) ?? lane)] };

    /// <summary>Something was wanted in advance of a queue of which nothing comes so.</summary>
    public bool WasAskedInAdvance(ClaimRequest request) =>
        rooms.Count > 0 && request.Lanes.Any(lane => lane.Prefetch > 0 && Of(lane.Queue) is not null);

    /// <summary>When to ask again for what the limits kept back; null where they kept back nothing.</summary>
    public TimeSpan? AgainIn(ClaimRequest request, IReadOnlyList<JobRecord> claimed) =>
        rooms.Count == 0 ? null : request.Lanes.Min(lane => Of(lane.Queue)?.AgainIn(lane.Places, claimed.Count(job => job.Queue == lane.Queue)));

    private QueueRoom? Of(string queue) => rooms.FirstOrDefault(room => room.Limit.Queue == queue);
}
