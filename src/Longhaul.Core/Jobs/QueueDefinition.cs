namespace Longhaul.Core.Jobs;

/// <summary>A lane and how much of a worker it may take.</summary>
public sealed record QueueDefinition
{
    /// <summary>The name of the queue that always exists.</summary>
    public const string DefaultName = "default";

    /// <summary>1 to 100 characters: letters, digits, and <c>. _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Places per worker; null for as many as the worker has.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The most jobs of it that run at once, over all workers; null for any number.</summary>
    public int? Limit { get; init; }

    /// <summary>The most starts within a window, over all workers; null for any number.</summary>
    public Rate? Rate { get; init; }

    /// <summary>How many claims a worker makes until the priority that has waited longest goes first, where nothing else is said.</summary>
    public const int DefaultAging = 16;

    /// <summary>At each so many'th claim the priority that has waited longest goes first, 1 to 10,000; 0 for never.</summary>
    public int Aging { get; init; } = DefaultAging;
}
