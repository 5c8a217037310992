namespace Longhaul.Worker;

/// <summary>What workers that died on this machine may have left running.</summary>
internal interface IStrayProcesses
{
    /// <summary>
    /// Kills every process of these dead workers' jobs that is still alive here. When it returns none is left, so that their exclusive
    /// jobs may start again; it throws where it cannot be sure.
    /// </summary>
    Task SweepAsync(IReadOnlyCollection<Guid> deadInstances, CancellationToken cancel);
}
