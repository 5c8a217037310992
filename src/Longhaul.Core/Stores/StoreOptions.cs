using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>When a lease is over, counted in the store's own ticks: an outage does not tick, and a jump of the clock costs one tick.</summary>
/// <param name="Tick">At least this long lies between two ticks.</param>
/// <param name="Ticks">A worker that has not renewed for this many ticks is dead.</param>
/// <param name="ExclusiveTicks">Exclusive jobs of a dead worker are rescued only after this many ticks.</param>
public sealed record LeasePolicy(TimeSpan Tick, int Ticks = 6, int ExclusiveTicks = 18)
{
    /// <summary>A tick of 5 s: 30 s for a lease, 90 s for exclusive jobs.</summary>
    public static LeasePolicy Default { get; } = new(TimeSpan.FromSeconds(5));

    /// <summary>How long a lease lasts without an outage.</summary>
    public TimeSpan LeaseTtl => Tick * Ticks;
}

/// <summary>What every store is opened with.</summary>
public sealed record StoreOptions
{
    /// <summary>The clock of stores that have none of their own.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>When leases are over.</summary>
    public LeasePolicy Lease { get; init; } = LeasePolicy.Default;

    /// <summary>A job that has lost this many workers fails.</summary>
    public int MaxCrashes { get; init; } = 3;

    /// <summary>
    /// At about each so many'th end of a job that held a key (1 to 10,000; which ones, its id says) the priority goes first that has waited longest for the key, so that a low one does
    /// not starve there. 0 for never.
    /// </summary>
    public int KeyAging { get; init; } = QueueDefinition.DefaultAging;

    /// <summary>
    /// Where raising a lane's virtual time is a commit of its own, it is raised by as much as the lane is expected to hand out in this time, and so
    /// seldom. Zero: by no more than was handed out, so that the order can be foretold.
    /// </summary>
    internal TimeSpan VirtualLead { get; init; } = TimeSpan.FromMilliseconds(50);
}
