namespace Longhaul.Processes.Tests;

public static class Eventually
{
    /// <summary>Looks at an outside fact until it holds.</summary>
    public static async Task HoldsAsync(Func<bool> fact, string what, double seconds = 10)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        while (!fact())
        {
            time.GetElapsedTime(started).ShouldBeLessThan(Pace.Seconds(seconds), what);
            await Task.Delay(TimeSpan.FromMilliseconds(5), time);
        }
    }

    public static bool IsGone(int pid) => ProcessIdentity.Of(pid) is null;
}
