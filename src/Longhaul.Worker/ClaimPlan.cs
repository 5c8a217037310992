using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>What to ask the store for: free places, and what is wanted in advance.</summary>
internal sealed class ClaimPlan(WorkerContext worker, RecycleLoop recycle)
{
    private readonly Dictionary<string, int> _claims = new(StringComparer.Ordinal);
    private readonly HashSet<string> _overdue = new(StringComparer.Ordinal);

    /// <summary>The last request left out what comes in advance: ask again at once.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The next request; null where there is nothing to ask for.</summary>
    public ClaimRequest? Next()
    {
        // A place that was left may have gone to something else: it is asked for until a claim has had one.
        if (_overdue.Count > 0)
        {
            worker.Turns.WantPlace(worker.Turns.InTurn([.. _overdue])[0]);
        }

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

    /// <summary>
    /// What a claim passed over cannot come in advance. Where it was the turn of the priority that has waited longest, that keeps its turn and gets a place, and nothing else changes; else nothing comes
    /// in advance for a while.
    /// </summary>
    public void PassedOver(ClaimRequest request)
    {
        var aged = request.Lanes.Where(lane => lane is { OldestFirst: true, Places: 0, Prefetch: > 0 }).Select(lane => lane.Queue).ToList();
        if (aged.Count > 0)
        {
            _overdue.UnionWith(aged);
        }
        else
        {
            worker.Plan.Pause(request.Lanes.Where(lane => lane.Prefetch > 0).Select(lane => lane.Queue));
        }
    }

    private List<ClaimLane> Lanes(int free, int room)
    {
        List<ClaimLane> lanes = [.. worker.Turns.InTurn(worker.Places.Queues)
            .Select(queue => new ClaimLane(queue, FreeIn(queue, free), Math.Min(room, Wanted(queue))))
            .Where(lane => lane.Places > 0 || lane.Prefetch > 0)];
        HasMore = !HasMore && lanes.Exists(lane => lane.Prefetch > 0) && lanes.Sum(lane => lane.Places) > free && free > 0;
        return HasMore
            ? [.. lanes.Where(lane => lane.Places > 0).Select(lane => lane with { Prefetch = 0 })]
            : lanes.Exists(lane => lane.Prefetch > 0) ? Shared(lanes, free) : lanes;
    }

    /// <summary>Counts the claims of a queue's jobs; at each so many'th its priority that has waited longest goes first.</summary>
    private ClaimLane Aged(ClaimLane lane)
    {
        var every = worker.Places.AgingOf(lane.Queue);
        if (every == 0)
        {
            return lane;
        }

        if (_overdue.Contains(lane.Queue))
        {
            return lane with { OldestFirst = lane.Places > 0 && _overdue.Remove(lane.Queue) };
        }

        var count = _claims.GetValueOrDefault(lane.Queue) + 1;
        _claims[lane.Queue] = count % every;
        return lane with { OldestFirst = count >= every };
    }

    // Where jobs wait for places already, the next ones do too.
    private int FreeIn(string queue, int free) =>
        worker.Prefetched.CountIn(queue) > 0 && !_overdue.Contains(queue) ? 0 : Math.Max(0, Math.Min(worker.Places.Of(queue) - worker.Running.CountIn(queue), free));

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
    /// The limit keeps queues that share the worker's places within them only where nothing comes in advance. So the store is asked without that first, and it decides which of them
    /// goes first; then with it, and what is free yet is dealt out here.
    /// </summary>
    private static List<ClaimLane> Shared(List<ClaimLane> lanes, int free)
    {
        for (var i = 0; i < lanes.Count; i++)
        {
            var places = Math.Min(lanes[i].Places, free);
            lanes[i] = lanes[i] with { Places = places };
            free -= places;
        }

        return lanes;
    }
}
