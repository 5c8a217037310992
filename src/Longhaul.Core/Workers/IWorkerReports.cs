namespace Longhaul.Core.Workers;

/// <summary>Where health endpoints and pages ask how a worker is.</summary>
public interface IWorkerReports
{
    /// <summary>How it is now; never waits and never fails, whatever the store does.</summary>
    WorkerReport Current { get; }
}
