using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>How many jobs may run here at once, in all and by queue.</summary>
internal sealed class PlaceLimits
{
    private readonly Dictionary<string, int> _byQueue;
    private readonly ProjectDefinition _project;

    public PlaceLimits(WorkerOptions options, ProjectDefinition project)
    {
        Total = options.Places;
        Queues = options.Queues ?? [.. project.Queues.Keys.Append(QueueDefinition.DefaultName).Distinct()];
        _byQueue = Queues.ToDictionary(
            queue => queue,
            queue => options.QueuePlaces.TryGetValue(queue, out var places)
                ? places
                : project.Queues.GetValueOrDefault(queue)?.Concurrency ?? options.Places);
        _project = project;
    }

    /// <summary>The project limits the queue over all workers, so that nothing of it comes in advance.</summary>
    public bool IsLimited(string queue) => HasLimit(queue) || _project.Queues.GetValueOrDefault(queue)?.Rate is not null;

    /// <summary>The project says how many jobs of the queue run at once over all workers.</summary>
    public bool HasLimit(string queue) => _project.Queues.GetValueOrDefault(queue)?.Limit is not null;

    /// <summary>Of the worker.</summary>
    public int Total { get; }

    /// <summary>The queues it serves.</summary>
    public IReadOnlyList<string> Queues { get; }

    /// <summary>The places of a queue.</summary>
    public int Of(string queue) => _byQueue.GetValueOrDefault(queue, Total);

    /// <summary>At each so many'th claim the priority of the queue that has waited longest goes first; 0 for never.</summary>
    public int AgingOf(string queue) => _project.Queues.GetValueOrDefault(queue)?.Aging ?? QueueDefinition.DefaultAging;
}
