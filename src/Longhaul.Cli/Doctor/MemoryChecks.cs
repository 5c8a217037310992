using Longhaul.Core.Pipelines;
using Longhaul.Processes;

namespace Longhaul.Cli.Doctor;

/// <summary>Compares what a worker and its jobs may hold with what there is for them.</summary>
internal static class MemoryChecks
{
    // Measured: 91 to 107 MiB, idle and with 500 running commands (bench/RESULTS.md).
    private const long OwnBytes = 100L * 1024 * 1024;

    /// <summary>What a worker with such a limit has for its jobs.</summary>
    public static long ForJobs(long limitBytes) => Math.Max(0, MemorySource.UsableOf(limitBytes) - OwnBytes);

    public static IEnumerable<Finding> Run(SettingReader reader, ProjectDefinition? project, MemorySource source)
    {
        yield return source.Warning is { } warning
            ? Finding.Warning("memory", warning, "give a limit with LONGHAUL_MEMORY_LIMIT_MB")
            : Finding.Ok("memory", $"{Times.Bytes(source.LimitBytes)} by {source.Name}");

        if (source.KillsTogether)
        {
            yield return Finding.Warning(
                "memory", "when this container's memory runs out, the kernel kills the worker together with the job (memory.oom.group is 1)",
                "say what kinds need by `memory:`, so that the worker's own guard comes first; on Kubernetes the kubelet's singleProcessOOMKill: true keeps them apart");
        }

        var settings = WorkerSettings.Read(reader);
        foreach (var (bytes, name) in new[] { (settings.MaxMemoryBytes, "MAX_MEMORY"), (settings.MemoryLimitBytes, "MEMORY_LIMIT"), (settings.MemorySoftLimitBytes, "MEMORY_SOFT_LIMIT") })
        {
            if (bytes > source.LimitBytes)
            {
                yield return Finding.Warning(
                    "memory", $"LONGHAUL_{name}_MB is {Times.Bytes(bytes)}, more than there is, so that it is never reached", $"set it below {source.LimitBytes / (1024 * 1024)}");
            }
        }

        var limit = Math.Max(0, Math.Min(settings.MemoryLimitBytes ?? long.MaxValue, source.UsableBytes) - OwnBytes);
        foreach (var finding in Kinds([.. project?.Kinds.Values ?? []], settings.MaxConcurrentJobs, limit))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Kinds(IReadOnlyList<JobKind> kinds, int places, long limit)
    {
        foreach (var kind in kinds.Where(kind => kind.MemoryBytes > limit))
        {
            yield return Finding.Warning(
                "memory", $"{kind.Name} has `memory:` {Times.Bytes(kind.MemoryBytes)}, more than a worker here has for jobs ({Times.Bytes(limit)}): it is never taken here",
                "lower it, or run a worker with more");
        }

        if (kinds.Where(kind => kind.MemoryBytes <= limit).MaxBy(kind => kind.MemoryBytes) is { } largest && largest.MemoryBytes * places > limit)
        {
            yield return Finding.Warning(
                "memory", $"{places} jobs of {largest.Name} at once would take {Times.Bytes(largest.MemoryBytes * places)} of the {Times.Bytes(limit)} for jobs: some of the places will stay empty",
                "that is safe; to use all places, lower `memory:` or give the worker more");
        }
    }
}
