namespace Longhaul.Core.Stores.Rules;

/// <summary>What a queue with limits has left for a claim, as counted while nobody else claims from it.</summary>
/// <param name="Limit">Its limits.</param>
/// <param name="Paused">Nothing of it is claimed, so there is nothing to wait for.</param>
/// <param name="Running">How many of its jobs are claimed and not over.</param>
/// <param name="Starts">The claims within the window, the first first.</param>
/// <param name="Now">The store's clock.</param>
internal sealed record QueueRoom(QueueLimit Limit, bool Paused, int Running, IReadOnlyList<StartsAt> Starts, DateTimeOffset Now)
{
    /// <summary>How soon to ask again for what somebody else claims from at this moment.</summary>
    private static readonly TimeSpan AgainIfBusy = TimeSpan.FromMilliseconds(50);

    /// <summary>Somebody else claims from it at this moment, and other queues are not to wait for that: nothing of it was counted, and nothing is taken.</summary>
    public bool Busy { get; init; }

    private int Started => Starts.Sum(some => some.Count);

    private int Left => Busy ? 0 : Math.Max(0, Math.Min(
        Limit.Running - Running ?? int.MaxValue,
        Limit.Rate?.Starts - Started ?? int.MaxValue));

    /// <summary>A wish for jobs of the queue, made as small as it must be.</summary>
    public ClaimLane Lower(ClaimLane lane) => lane with { Places = Math.Min(lane.Places, Left), Prefetch = 0 };

    /// <summary>When to ask again, where all that was left is taken and more was wanted; null where nothing was kept back.</summary>
    public TimeSpan? AgainIn(int wanted, int taken) =>
        Paused || Left >= wanted || taken < Left ? null : Busy ? AgainIfBusy : NextStartIn(taken) ?? ClaimReply.AgainAtLimit;

    /// <summary>The first instant at which the rate lets one more start; null where it does so now.</summary>
    public DateTimeOffset? NextStart(int taken = 0)
    {
        var over = Started + taken - Limit.Rate?.Starts + 1;
        if (over is not > 0)
        {
            return null;
        }

        foreach (var some in Starts)
        {
            over -= some.Count;
            if (over <= 0)
            {
                return some.At + Limit.Rate!.Value.Window;
            }
        }

        return Now + Limit.Rate!.Value.Window;
    }

    private TimeSpan? NextStartIn(int taken) => NextStart(taken) - Now;
}

/// <summary>Claims at one instant.</summary>
internal readonly record struct StartsAt(DateTimeOffset At, int Count);
