using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Core.Workers;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker;

/// <summary>Everything a worker is made of.</summary>
public sealed record WorkerSetup
{
    /// <summary>Its settings.</summary>
    public required WorkerOptions Options { get; init; }

    /// <summary>Queues, kinds and pipelines.</summary>
    public required ProjectDefinition Project { get; init; }

    /// <summary>The store; reached in stage 3 of the start and not disposed by the worker.</summary>
    public required IJobStore Store { get; init; }

    /// <summary>Handlers that run in this process, by the name of their kind. Kinds with a command need none.</summary>
    public IReadOnlyDictionary<string, IJobHandler> Handlers { get; init; } = new Dictionary<string, IJobHandler>();

    /// <summary>The full path of the folder for scratch, artifacts and the records of running processes.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where artifacts are kept; null for a folder in the data folder. Disposed with the worker where it is disposable.</summary>
    public IArtifactStore? Artifacts { get; init; }

    /// <summary>What opens stored secrets and encrypted inputs; null where there is no key.</summary>
    public KeyRing? Keys { get; init; }

    /// <summary>What is amiss though a worker can start, each with what to do about it; logged in stage 1.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Where it logs.</summary>
    public required ILoggerFactory Logs { get; init; }

    /// <summary>The clock of waits and deadlines; null for one that counts on while the machine is suspended.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>
    /// True: this process adopts what its jobs leave behind, so that even a daemon with a session of its own and an empty environment is found.
    /// It is a property of the whole process: a host that starts daemons of its own leaves it off, or they are taken for orphans.
    /// </summary>
    public bool AdoptsOrphans { get; init; }

    /// <summary>
    /// Starts the health endpoint in stage 2, before the store is reached, and answers with its address for the log; null for none.
    /// What it throws ends the start.
    /// </summary>
    public Func<IWorkerReports, CancellationToken, Task<string>>? StartHealth { get; init; }
}
