using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>How many jobs may run here at once, in all and by queue.</summary>
internal sealed class PlaceLimits
{
    private readonly Dictionary<string, int> _byQueue;

    public PlaceLimits(WorkerOptions options, ProjectDefinition project)
    {
        Total = options.Places;
        Queues = options.Queues ?? [.. project.Queues.Keys.Append(QueueDefinition.DefaultName).Distinct()];
        _byQueue = Queues.ToDictionary(
            queue => queue,
            queue => options.QueuePlaces.TryGetValue(queue, out var places)
                ? places
                : project.Queues.GetValueOrDefault(queue)?.Concurrency ?? options.Places);
    }

    /// <summary>Of the worker.</summary>
    public int Total { get; }

    /// <summary>The queues it serves.</summary>
    public IReadOnlyList<string> Queues { get; }

    /// <summary>The free places of every queue that has one, none more than the worker has.</summary>
    public IReadOnlyList<ClaimLane> Free(RunningJobs running, int freeInAll)
    {
        var lanes = new List<ClaimLane>(Queues.Count);
        foreach (var (queue, places) in _byQueue)
        {
            var free = Math.Min(places - running.CountIn(queue), freeInAll);
            if (free > 0)
            {
                lanes.Add(new ClaimLane(queue, free));
            }
        }

        return lanes;
    }
}
