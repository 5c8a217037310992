using Longhaul.Worker.Execution.Scratch;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution.Instances;

/// <summary>Clears up after worker processes of this data folder that are gone: what they left running, and what they left lying.</summary>
internal sealed class InstanceSweep(
    InstanceFolder instances, LiveInstance self, ScratchSweep scratch, Func<InstanceRecord, Task> killStraysOf, TimeProvider clock,
    ILogger<InstanceSweep> logger) : IStrayProcesses
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Clears up after all whose lock is free: when a worker starts, and now and then, since who was killed may never start again here.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var id in instances.List().Where(id => id != self.Id))
        {
            await TryClearAsync(id, cancel);
        }

        SweepScratch();
    }

    /// <inheritdoc/>
    public async Task SweepAsync(IReadOnlyCollection<Guid> deadInstances, CancellationToken cancel)
    {
        var cleared = false;
        foreach (var id in instances.List().Where(id => id != self.Id))
        {
            if (instances.Read(id) is { } record && record.Leases.Overlaps(deadInstances))
            {
                await ClearAsync(record, cancel);
                cleared = true;
            }
        }

        // Once they are struck off, nobody is left who would.
        if (cleared)
        {
            SweepScratch();
        }
    }

    private void SweepScratch()
    {
        var removed = scratch.Run();
        if (removed > 0)
        {
            logger.ScratchSwept(removed);
        }
    }

    // Whoever holds the lock of a dead process is clearing up after it: then its end is waited for.
    private async Task ClearAsync(InstanceRecord record, CancellationToken cancel)
    {
        while (!await TryClearAsync(record.Id, cancel) && instances.Read(record.Id) is not null)
        {
            if (record.Process?.Check() != Longhaul.Processes.Liveness.Dead)
            {
                throw new InvalidOperationException(
                    $"The worker process {record.Id} was declared dead but still holds its lock here; its jobs may still run.");
            }

            await Task.Delay(Pause, clock, cancel);
        }
    }

    private async Task<bool> TryClearAsync(string id, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var taken = instances.TryTakeOver(id);
        if (taken is null)
        {
            return false;
        }

        await killStraysOf(instances.Read(id) ?? new InstanceRecord(id, null, new HashSet<Guid>()));
        instances.Forget(id);
        return true;
    }
}
