using System.Diagnostics;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>Looks at outside facts until they hold.</summary>
public static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Answers with how long it took.</summary>
    public static Task<TimeSpan> UntilAsync(Func<bool> fact, string what, double seconds = 20, Func<string>? else_ = null) =>
        UntilAsync(() => Task.FromResult(fact()), what, seconds, else_);

    /// <summary>
    /// Answers with how long it took; fails with <paramref name="what"/> and what <paramref name="else_"/> tells where it takes too long, on a crowded machine as
    /// many times longer as it is crowded.
    /// </summary>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> fact, string what, double seconds = 20, Func<string>? else_ = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await fact())
        {
            if (Stopwatch.GetElapsedTime(started) is var taken && taken.TotalSeconds > seconds && taken > Pace.Seconds(seconds))
            {
                Assert.Fail($"after {taken.TotalSeconds:0.0} s still not: {what}{Environment.NewLine}{else_?.Invoke()}");
            }

            await PauseAsync(Pause);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Lets time pass where time itself is what is tested: a lease, an outage, the rhythm of kills.</summary>
    public static Task PauseAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
}
