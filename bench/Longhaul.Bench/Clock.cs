using System.Diagnostics;

namespace Longhaul.Bench;

/// <summary>How long something takes.</summary>
internal static class Clock
{
    /// <summary>Units a second.</summary>
    public static double Rate(int units, Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return units / watch.Elapsed.TotalSeconds;
    }
}
