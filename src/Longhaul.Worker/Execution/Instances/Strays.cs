using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Instances;

/// <summary>What a worker process that is gone left running.</summary>
internal static class Strays
{
    /// <summary>Kills it; when this returns, nobody of it is alive.</summary>
    /// <exception cref="IOException">That cannot be proven.</exception>
    public static async Task KillAsync(InstanceRecord record)
    {
        // Its lock is free, so the process is gone, even where its number or its namespace no longer tells.
        var report = await ProcessSweep.RunAsync([new PreviousInstance(record.Id, Worker: null, Leaders: [])]);
        if (!report.Proven)
        {
            throw new IOException($"Processes that the dead worker {record.Id} left behind cannot be ended; look for LONGHAUL_INSTANCE={record.Id}.");
        }
    }
}
