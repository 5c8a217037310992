using Longhaul.Core.Workers;

namespace Longhaul.Worker;

/// <summary>Makes the snapshots that health endpoints serve.</summary>
internal sealed class WorkerReporter(WorkerContext worker, HeartbeatThread heartbeat)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    public WorkerReport Current => new()
    {
        Status = Status(),
        Label = worker.Options.Label,
        Instance = worker.Lease.Instance,
        Version = worker.Version,
        Timestamp = worker.Clock.GetUtcNow(),
        Uptime = worker.Uptime,
        StoreConnected = worker.Link.IsUp,
        StoreSince = worker.Link.Since,
        RunningJobs = [.. worker.Running.All().Select(job => job.Job.Id).Order()],
        Places = worker.Options.Places,
        Protections = worker.Parts.Protections(),
        Memory = worker.Memory.Report,
        LastError = LastError(),
    };

    private string? LastError() =>
        !worker.Life.HasStarted && worker.Life.WaitsFor is { } waits ? waits
        : !worker.Link.IsUp ? worker.Link.LastError ?? worker.Guard.LastError
        : !worker.Room.IsLeft ? worker.Room.Error
        : worker.Guard.LastError;

    // A heartbeat thread that does not come round any more cannot be helped from within.
    private WorkerStatus Status() =>
        worker.Life.IsDraining ? WorkerStatus.Draining
        : !worker.Life.HasStarted ? WorkerStatus.Degraded
        : heartbeat.SinceBeat > LongestSilence ? WorkerStatus.Unhealthy
        : worker.Link.IsUp && worker.Room.IsLeft ? WorkerStatus.Healthy
        : WorkerStatus.Degraded;
}
