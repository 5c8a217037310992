namespace Longhaul.Core.Jobs;

/// <summary>Spans of time for people.</summary>
public static class SpanText
{
    /// <summary>A span in its two greatest units, such as <c>3m 05s</c>; one below nothing is nothing.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 0 } => "0 ms",
        { TotalSeconds: < 1 } value => $"{value.TotalMilliseconds:0} ms",
        { TotalMinutes: < 1 } value => $"{value.TotalSeconds:0.0} s",
        { TotalHours: < 1 } value => $"{value.Minutes}m {value.Seconds:00}s",
        { TotalDays: < 1 } value => $"{value.Hours}h {value.Minutes:00}m",
        { } value => $"{(int)value.TotalDays}d {value.Hours:00}h",
    };
}
