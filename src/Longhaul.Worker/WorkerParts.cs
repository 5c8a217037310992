using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Liveness;
using Longhaul.Worker.Memory;

namespace Longhaul.Worker;

/// <summary>What the loops need from the side that runs attempts, and from the machine.</summary>
internal sealed record WorkerParts
{
    /// <summary>Runs attempts; disposed with the worker where it is disposable.</summary>
    public required IAttemptRunner Runner { get; init; }

    /// <summary>What attempts said; brought into the store before their outcomes are delivered.</summary>
    public IAttemptOutput Output { get; init; } = new NoOutput();

    /// <summary>Told of each attempt whose outcome was delivered or dropped: nothing more becomes of it.</summary>
    public Action<AttemptRef> Settle { get; init; } = _ => { };

    /// <summary>What attempts spent since the worker started, by currency.</summary>
    public Func<IReadOnlyList<KeyValuePair<string, decimal>>> Spent { get; init; } = () => [];

    /// <summary>Finds definitions.</summary>
    public required IKindCatalog Kinds { get; init; }

    /// <summary>Kills what dead workers left behind.</summary>
    public required IStrayProcesses Strays { get; init; }

    /// <summary>Tells whether a worker's process is gone.</summary>
    public required IProcessProof Proof { get; init; }

    /// <summary>How child processes are kept in check here, for the health report.</summary>
    public Func<IReadOnlyList<string>> Protections { get; init; } = () => [];

    /// <summary>How much memory there is, and who says so.</summary>
    public MemorySource MemorySource { get; init; } = MemorySource.Detect();

    /// <summary>The processes of running jobs, for their memory.</summary>
    public JobTrees Trees { get; init; } = new();

    /// <summary>Whether the kernel has killed for want of memory.</summary>
    public OomCounter OomKills { get; init; } = new(() => null, TimeProvider.System);

    /// <summary>How much memory this process holds itself.</summary>
    public Func<long> OwnMemory { get; init; } = () => Environment.WorkingSet;

    /// <summary>Ends this process at once, with a reason: the last means against an exclusive handler that ignores its stop.</summary>
    public Action<string> EndProcess { get; init; } = Environment.FailFast;
}
