namespace Longhaul.Worker.Alerts;

/// <summary>When a message is tried again, and when no more.</summary>
internal static class AlertBackoff
{
    /// <summary>A message that nobody accepted for so long is given up.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromHours(24);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MostAsked = TimeSpan.FromHours(1);

    /// <summary>After a try: what the other side asked for, within an hour; else 5 s, three times as long after each try, at most 15 minutes.</summary>
    public static TimeSpan After(int tries, TimeSpan? asked)
    {
        if (asked is { } wait)
        {
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < MostAsked ? wait : MostAsked;
        }

        var seconds = 5 * Math.Pow(3, Math.Clamp(tries - 1, 0, 10));
        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }
}
