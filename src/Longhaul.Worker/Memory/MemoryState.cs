using Longhaul.Core.Workers;
using Longhaul.Processes;

namespace Longhaul.Worker.Memory;

/// <summary>The worker's memory: its limits, and what was last seen to be held.</summary>
internal sealed class MemoryState(MemoryLimits limits, MemorySource source, JobTrees trees, Func<long> ownBytes)
{
    private volatile MemoryUse _use = new(ownBytes(), 0, null);
    private volatile bool _isFull;

    public MemoryLimits Limits => limits;

    /// <summary>What was last seen.</summary>
    public MemoryUse Use => _use;

    /// <summary>The soft limit is reached: no more jobs are taken.</summary>
    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    /// <summary>For health endpoints.</summary>
    public MemoryReport Report
    {
        get
        {
            var use = Look(closely: false);
            return new MemoryReport(limits.Source, limits.HardBytes, limits.SoftBytes, use.Total, use.Own, use.Jobs, IsFull);
        }
    }

    /// <summary>Looks who holds what.</summary>
    /// <param name="closely">At each process of the jobs now; else what was seen of them within the last second will do.</param>
    public MemoryUse Look(bool closely)
    {
        var jobs = trees.All.Sum(tree => closely ? tree.Look() : tree.HeldBytes);
        return _use = new MemoryUse(ownBytes(), jobs, limits.CountsGroup ? source.ReadUsedBytes() : null, source.ReadAvailableBytes());
    }
}
