using Longhaul.Processes;

namespace Longhaul.Worker.Memory;

/// <summary>What a worker and the processes of its jobs may hold together.</summary>
/// <param name="Source">Who sets the limit: <c>cgroup v2</c>, <c>cgroup v1</c>, <c>machine</c>, <c>runtime</c> or <c>setting</c>.</param>
/// <param name="HardBytes">At this a job is killed.</param>
/// <param name="SoftBytes">At this no more jobs are taken; at most <paramref name="HardBytes"/>.</param>
/// <param name="CountsGroup">What the whole control group holds counts, since its limit is the one that binds.</param>
internal sealed record MemoryLimits(string Source, long HardBytes, long SoftBytes, bool CountsGroup)
{
    private const double SoftShare = 0.8;

    public static MemoryLimits Of(WorkerOptions options, MemorySource source)
    {
        var most = source.UsableBytes;
        var isSet = options.MemoryLimitBytes < most;
        var hard = isSet ? options.MemoryLimitBytes!.Value : most;
        var soft = Math.Min(hard, options.MemorySoftLimitBytes ?? (long)(hard * SoftShare));
        return new MemoryLimits(isSet ? "setting" : source.Name, hard, soft, source.IsGroup && !isSet);
    }
}
