using Longhaul.Core.Artifacts;
using Longhaul.Core.Secrets;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker.Execution;

/// <summary>Where and within which bounds attempts run.</summary>
internal sealed record ExecutionOptions
{
    /// <summary>The full path of the folder for scratch, artifacts, logs and the records of instances.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The full path of the definition's folder; commands run there.</summary>
    public required string ProjectFolder { get; init; }

    /// <summary>The queues of which only so many jobs run at once over all workers: whoever of them ends must leave nobody behind.</summary>
    public IReadOnlyCollection<string> LimitedQueues { get; init; } = [];

    /// <summary>The settings of the project's tenants, by name, each a JSON object.</summary>
    public IReadOnlyDictionary<string, string> TenantSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where artifacts are kept; null for a folder in the data folder. Disposed with the engine where it is disposable.</summary>
    public IArtifactStore? Artifacts { get; init; }

    /// <summary>How much may be published.</summary>
    public ArtifactBounds ArtifactBounds { get; init; } = ArtifactBounds.None;

    /// <summary>How much of an attempt's output is kept.</summary>
    public LogCaps LogCaps { get; init; } = LogCaps.Default;

    /// <summary>The most that one attempt may put out by <c>::output</c>, in bytes.</summary>
    public int MaxOutputBytes { get; init; } = 1024 * 1024;

    /// <summary>The most that a checkpoint may hold, in bytes.</summary>
    public int MaxCheckpointBytes { get; init; } = 256 * 1024;

    /// <summary>The worker's own environment, from which commands get the clean base and their secrets.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>What opens stored secrets and encrypted inputs; null where there is no key.</summary>
    public KeyRing? Keys { get; init; }

    /// <summary>How child processes are supervised; the instance id is filled in.</summary>
    public SupervisorOptions Children { get; init; } = new() { InstanceId = "" };

    /// <summary>Where the processes of running jobs are noted, for their memory.</summary>
    public JobTrees Trees { get; init; } = new();

    /// <summary>Whether the kernel has killed for want of memory.</summary>
    public OomCounter OomKills { get; init; } = new(() => null, TimeProvider.System);

    /// <summary>The most that the worker and its jobs may hold, in bytes.</summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>0 to 1, for the jitter of retries.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
