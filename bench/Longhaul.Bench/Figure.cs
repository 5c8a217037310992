namespace Longhaul.Bench;

/// <summary>A measured rate beside the limit measured in the same run, both in units a second.</summary>
internal sealed record Figure(string Metric, double Value, double LimitValue, double Least, double Most)
{
    public double RatioToLimit => Value / LimitValue;

    /// <summary>Measures both sides in turn, so that a slow minute of the machine meets both.</summary>
    public static Figure Measure(string metric, int runs, Func<double> ours, Func<double> limit)
    {
        var values = new List<double>();
        var limits = new List<double>();
        for (var i = 0; i < runs; i++)
        {
            values.Add(ours());
            limits.Add(limit());
            Console.Error.WriteLine($"bench: {metric} {values[^1]:N0}/s, limit {limits[^1]:N0}/s");
        }

        return new Figure(metric, Median(values), Median(limits), values.Min(), values.Max());
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
