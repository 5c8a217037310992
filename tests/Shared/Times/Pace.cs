namespace Longhaul.Shared;

/// <summary>
/// A second, for a machine that has time for us. Where more wants to run than there are processors, everything takes as many times
/// longer, and a bound that ignored it would only measure the neighbours.
/// </summary>
internal static class Pace
{
    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds * Math.Max(1, 2 * Crowd() / Environment.ProcessorCount));

    private static double Crowd()
    {
        var fields = File.ReadAllText("/proc/loadavg").Split(' ', '/');
        return Math.Max(double.Parse(fields[0]), double.Parse(fields[3]));
    }
}
