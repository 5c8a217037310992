using Longhaul.Core.Jobs;
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
        : IsFullOfNothing ? FullText()
        : worker.Guard.Failing is { } failing ? failing
        : worker.Guard.LastError;

    // It takes nothing, and no job of its own will end and make room.
    private bool IsFullOfNothing => worker.Memory.IsFull && worker.Running.Count == 0;

    private string FullText()
    {
        var memory = worker.Memory.Report;
        var others = Math.Max(0, memory.UsedBytes - memory.OwnBytes - memory.JobsBytes);
        return $"Nothing runs, and yet {ByteSize.Show(memory.UsedBytes)} of memory are held, of which from {ByteSize.Show(memory.SoftLimitBytes)} on no more jobs are taken: "
            + $"{ByteSize.Show(memory.OwnBytes)} by the worker, {ByteSize.Show(others)} by others in its container.";
    }

    // A heartbeat thread that does not come round any more cannot be helped from within.
    private WorkerStatus Status() =>
        worker.Life.IsDraining ? WorkerStatus.Draining
        : !worker.Life.HasStarted ? WorkerStatus.Degraded
        : heartbeat.SinceBeat > LongestSilence ? WorkerStatus.Unhealthy
        : worker.Link.IsUp && worker.Room.IsLeft && !IsFullOfNothing && worker.Guard.Failing is null ? WorkerStatus.Healthy
        : WorkerStatus.Degraded;
}
