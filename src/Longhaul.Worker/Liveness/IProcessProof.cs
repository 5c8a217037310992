using Longhaul.Core.Stores;

namespace Longhaul.Worker.Liveness;

/// <summary>Tells which process this is, and whether another one is gone.</summary>
internal interface IProcessProof
{
    /// <summary>This process.</summary>
    WorkerProcess Self { get; }

    /// <summary>True only where it is certain that the process runs no more; false where it runs or nobody here can know.</summary>
    bool IsGone(WorkerProcess process);
}
