using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>What to ask the store for: free places, and what is wanted in advance.</summary>
internal sealed class ClaimPlan(WorkerContext worker, RecycleLoop recycle)
{
    private readonly Dictionary<string, int> _claims = new(StringComparer.Ordinal);
    private int _turn;

    /// <summary>The next request; null where there is nothing to ask for.</summary>
    public ClaimRequest? Next()
    {
        if (worker.Life.IsDraining || worker.HasTooManyUndelivered)
        {
            return null;
        }

        var memory = worker.Admission.Look();
        var room = (int)Math.Min(Math.Min(recycle.ClaimsLeft, memory.Most), IJobStore.MaxBatch);
        var free = Math.Min(worker.Places.Total - worker.Running.Count, room);
        var lanes = Lanes(free, room);
        var limit = Math.Min(room, Math.Min(free, lanes.Sum(lane => lane.Places)) + lanes.Sum(lane => lane.Prefetch));
        return limit <= 0 || memory.LetsNothing ? null : new ClaimRequest
        {
            Token = worker.Lease.NextToken(),
            Lanes = lanes.ConvertAll(Aged),
            Limit = limit,
            Kinds = memory.Kinds,
            AllowCrashed = !worker.Running.HasCrashed,
        };
    }

    private List<ClaimLane> Lanes(int free, int room)
    {
        List<ClaimLane> lanes = [.. worker.Places.Queues
            .Select(queue => new ClaimLane(queue, FreeIn(queue, free), Math.Min(room, Wanted(queue))))
            .Where(lane => lane.Places > 0 || lane.Prefetch > 0)];
        return lanes.Exists(lane => lane.Prefetch > 0) ? Shared(lanes, free) : lanes;
    }

    /// <summary>Counts the claims that have places for a queue's jobs; at each so many'th its priority that has waited longest goes first.</summary>
    private ClaimLane Aged(ClaimLane lane)
    {
        var every = worker.Places.AgingOf(lane.Queue);
        if (lane.Places == 0 || every == 0)
        {
            return lane;
        }

        var count = _claims.GetValueOrDefault(lane.Queue) + 1;
        _claims[lane.Queue] = count % every;
        return lane with { OldestFirst = count >= every };
    }

    // Where jobs wait for places already, the next ones do too.
    private int FreeIn(string queue, int free) =>
        worker.Prefetched.CountIn(queue) > 0 ? 0 : Math.Max(0, Math.Min(worker.Places.Of(queue) - worker.Running.CountIn(queue), free));

    private int Wanted(string queue)
    {
        if (worker.Places.IsLimited(queue))
        {
            return 0;
        }

        var (target, waiting) = (worker.Plan.Target(queue, worker.Places.Of(queue)), worker.Prefetched.CountIn(queue));
        return waiting <= target / 2 ? target - waiting : 0;
    }

    /// <summary>
    /// The limit keeps queues that share the worker's places within them only where nothing comes in advance; else the places are dealt out
    /// here, to another queue first each time.
    /// </summary>
    private List<ClaimLane> Shared(List<ClaimLane> lanes, int free)
    {
        var first = _turn++ % lanes.Count;
        for (var i = 0; i < lanes.Count; i++)
        {
            var lane = lanes[(first + i) % lanes.Count];
            var places = Math.Min(lane.Places, free);
            lanes[(first + i) % lanes.Count] = lane with { Places = places };
            free -= places;
        }

        return lanes;
    }
}
