namespace Longhaul.Worker.Alerts;

/// <summary>When a message is tried again, and when no more.</summary>
internal static class AlertBackoff
{
    /// <summary>A message that nobody accepted for so long is given up.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromHours(24);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MostAsked = TimeSpan.FromHours(1);

    /// <summary>
    /// After a try: 5 s, three times as long after each try, at most 15 minutes; what the other side asked for where that is longer, within an hour. One that
    /// asks for no time at all, or for a time that is over, is not asked in a circle.
    /// </summary>
    public static TimeSpan After(int tries, TimeSpan? asked)
    {
        var seconds = Math.Min(5 * Math.Pow(3, Math.Clamp(tries - 1, 0, 10)), Longest.TotalSeconds);
        var wait = asked < MostAsked ? asked.Value : asked is null ? TimeSpan.Zero : MostAsked;
        return TimeSpan.FromSeconds(Math.Max(seconds, wait.TotalSeconds));
    }
}
