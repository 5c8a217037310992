namespace Longhaul.Cli.Working;

/// <summary>Tells whether a worker that the store lists as live really is, sooner than its lease runs out.</summary>
internal static class WorkerLiveness
{
    // Renewals come every 5 s; two may be late.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(12);

    private static readonly string BootId = ReadBootId();

    /// <summary>The jobs for which no live worker serves both kind and queue.</summary>
    public static IEnumerable<JobRecord> Unserved(IEnumerable<JobRecord> jobs, IReadOnlyList<WorkerRecord> workers, DateTimeOffset storeNow)
    {
        var live = workers.Where(worker => IsLive(worker, storeNow)).Select(worker => worker.Registration).ToArray();
        return jobs.Where(job => !live.Any(worker =>
            worker.Queues.Contains(job.Queue) && worker.Kinds.Any(kind => kind.Name == job.Kind)));
    }

    private static bool IsLive(WorkerRecord worker, DateTimeOffset storeNow) =>
        worker is { Dead: false, Draining: false } && storeNow - worker.RenewedAt < Fresh && !IsGone(worker.Registration.Process);

    // Only of this boot and this machine's own namespace can anything be said; elsewhere the renewal decides.
    private static bool IsGone(WorkerProcess process) =>
        BootId.Length > 0 && process.BootId == BootId && process.PidNamespace == OwnNamespace() && !Directory.Exists($"/proc/{process.Pid}");

    private static string OwnNamespace() => OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget ?? "" : "";

    private static string ReadBootId()
    {
        const string file = "/proc/sys/kernel/random/boot_id";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }
}
