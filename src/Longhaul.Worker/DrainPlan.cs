namespace Longhaul.Worker;

/// <summary>When what happens in a stop, counted from its beginning.</summary>
/// <param name="StopAt">Running jobs are told to stop.</param>
/// <param name="KillAt">Those that still run are killed.</param>
/// <param name="GiveUpAt">Those that still run are left to the process's end.</param>
/// <param name="DeliverUntil">Outcomes are delivered until then.</param>
internal readonly record struct DrainPlan(TimeSpan StopAt, TimeSpan KillAt, TimeSpan GiveUpAt, TimeSpan DeliverUntil)
{
    // To kill, prove and write back takes a busy machine about this long; a small budget's grace gives way to it.
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Jobs have the budget but for its last fifth (at most the grace): in that they are stopped, killed and written back, so that the
    /// platform's own kill never comes first.
    /// </summary>
    public static DrainPlan Within(TimeSpan budget, TimeSpan grace)
    {
        var last = TimeSpan.FromTicks(Math.Clamp(grace.Ticks, (budget / 30).Ticks, (budget / 5).Ticks));
        var rest = last / 4 > ShortestRest ? last / 4 : last / 2 < ShortestRest ? last / 2 : ShortestRest;
        return new DrainPlan(budget - last, budget - rest, budget - (rest / 2), budget - (rest / 4));
    }

    /// <summary>Everything is killed now; what that takes may take two seconds, and delivering one more.</summary>
    public static DrainPlan AtOnce(TimeSpan now) => new(now, now, now + TimeSpan.FromSeconds(2), now + TimeSpan.FromSeconds(3));
}
