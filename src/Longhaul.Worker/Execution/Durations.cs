namespace Longhaul.Worker.Execution;

/// <summary>Durations for people.</summary>
internal static class Durations
{
    /// <summary>Such as <c>250 ms</c>, <c>1.5 s</c>, <c>5 min</c>, <c>2 h 30 min</c>.</summary>
    public static string Show(TimeSpan time) => time switch
    {
        _ when time < TimeSpan.FromSeconds(1) => $"{time.TotalMilliseconds:0} ms",
        _ when time < TimeSpan.FromMinutes(2) => $"{time.TotalSeconds:0.#} s",
        _ when time < TimeSpan.FromHours(2) => $"{time.TotalMinutes:0.#} min",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };
}
