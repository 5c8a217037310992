namespace Longhaul.Cli.Bench.Places;

/// <summary>A place of its own in which things are measured; gone when disposed.</summary>
internal abstract class BenchPlace : IAsyncDisposable
{
    /// <summary>What is measured, for a person: the kind of store, its version, and where it is.</summary>
    public abstract string Description { get; }

    /// <summary>A scratch folder for workers.</summary>
    public abstract string Folder { get; }

    /// <summary>What a worker process must be told to find this place; put over the variables of this process.</summary>
    public abstract IReadOnlyDictionary<string, string> WorkerVariables { get; }

    /// <summary>Opens the store; the caller closes it.</summary>
    public abstract IJobStore OpenStore();

    /// <summary>Makes everything anew: a store without any job.</summary>
    public abstract Task EmptyAsync(CancellationToken cancel);

    /// <summary>After a store was filled: what a server would have done by itself in time.</summary>
    public abstract Task SettleAsync(CancellationToken cancel);

    /// <summary>True while a job is not over.</summary>
    public abstract Task<bool> HasOpenJobsAsync(CancellationToken cancel);

    /// <summary>What the server has done so far; null where there is none. Waits for what has been counted by connections that are closed.</summary>
    public abstract Task<StoreReading?> ReadAsync(CancellationToken cancel);

    public abstract ValueTask DisposeAsync();
}
